"""Which words the vocabulary lacks, as people's links and names show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.contrib.auth.models import User

from parks.models import Park
from parks.vocabulary import Vocabulary, load
from projects.actions.log import note
from projects.models import Citation, Deed, Suggestion

_Line = tuple[str, str, str]

#: A word of a vocabulary is neither a letter nor a sentence.
_SHORTEST, _LONGEST = 2, 12


def suggest() -> int:
    """Bring the open suggestions up to date from what people linked; how many are new."""
    found = Counter(line for citation in _by_people() if (line := _line(citation, load())))
    new = 0
    for (kind, term, target), count in found.items():
        _, fresh = Suggestion.objects.update_or_create(
            kind=kind, term=term, target=target, defaults={"count": count}
        )  # fmt: skip
        new += fresh
    return new


def _by_people() -> Iterable[Citation]:
    """Links that people made themselves; those that they only confirmed teach no word."""
    links = Citation.objects.current().filter(origin=Citation.Origin.EDITOR, extractor_version="")
    return links.select_related("park").iterator(chunk_size=500)


def _line(citation: Citation, words: Vocabulary) -> _Line | None:
    """The line that a link suggests: its words name an industry, a division or a park that the files do not know."""
    term = citation.quote.strip()
    if not _SHORTEST <= len(term) <= _LONGEST:
        return None
    if citation.field == "industries":
        code = citation.value["code"] if isinstance(citation.value, dict) else citation.value
        return (Suggestion.Kind.SYNONYM, term, code) if term not in words.industry_terms else None
    if citation.field == "region":
        return (Suggestion.Kind.PLACE, term, str(citation.value)) if term not in words.region_names else None
    if citation.field == "name" and isinstance(citation.subject, Park) and term not in words.zones:
        return Suggestion.Kind.ZONE, term, citation.subject.region_id or ""
    return None


def judge(suggestions: Iterable[Suggestion], state: Suggestion.State, *, user: User | None) -> int:
    """Accept or refuse words; how many. A refused one is not suggested again."""
    count = 0
    for suggestion in suggestions:
        suggestion.state, suggestion.user = state, user
        suggestion.save(update_fields=["state", "user"])
        note(user, Deed.Verb.WORD, suggestion, new=state.label)
        count += 1
    return count
