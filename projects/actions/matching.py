"""Which park or project a document's record is: the one we know, or a new one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from parks.models import Park, region_prefix
from parks.record import match_keys
from projects.actions.namesakes import Namesakes, keys_of
from projects.extraction.records import Record
from projects.models import Article, Merge, Project
from projects.models.citation import Subject

#: A name of so many characters (without punctuation) is taken to be the same thing wherever it stands, unless its
#: regions contradict each other; shorter ones (数字产业园) need the same city.
DISTINCTIVE_LENGTH = 8

#: Provinces that are cities: 北京, 天津, 上海, 重庆, 香港, 澳门.
_CITY_PROVINCES = frozenset({"11", "12", "31", "50", "81", "82"})


def regions_agree(known: str | None, told: str | None) -> bool:
    """Whether one division lies in the other: 370200 and 370212 agree, 370212 and 440200 do not."""
    if not known or not told:
        return False
    return known.startswith(region_prefix(told)) or told.startswith(region_prefix(known))


def _names_a_city(adcode: str) -> bool:
    """Whether a division is a city or smaller: a whole province holds many a 数字产业园."""
    prefix = region_prefix(adcode)
    return len(prefix) > 2 or prefix in _CITY_PROVINCES


def _same_place(candidate: Subject, region: str | None, keys: Iterable[str]) -> bool:
    """Whether a namesake is the same thing, judged by the names that both share and by their regions."""
    shared = set(keys) & set(candidate.match_keys)
    distinctive = max(map(len, shared), default=0) >= DISTINCTIVE_LENGTH
    known = candidate.region_id
    if not known or not region:
        return distinctive
    return regions_agree(known, region) and (distinctive or (_names_a_city(known) and _names_a_city(region)))


def _same_batch(candidate: Subject, record: Record) -> bool:
    told = (record.project_count, record.investment_cny)
    known = (getattr(candidate, "project_count", None), candidate.investment_cny)
    return any(told) and told == known


def find_park(name: str, region: str | None, *, article: Article | None, known: Namesakes) -> Park | None:
    """The park of that name in (or around) that region, else None. One told of in the same article wins."""
    keys = set(match_keys([name]))
    candidates = [park for park in known.parks if not keys.isdisjoint(park.match_keys)]
    if article and (here := next((park for park in candidates if known.tells_of(article.pk, park)), None)):
        return here
    return next((park for park in candidates if _same_place(park, region, keys)), None)


def find_subject(
    record: Record, article: Article, *, taken: Collection[Subject] = (), known: Namesakes | None = None
) -> Subject | None:
    """The stored park or project that this record of ``article`` speaks of, or None where it is new.

    A record that this very article told before is found whatever it is called and wherever it lies by now; a batch
    is the same only when its number and money are, for every city has its 「一季度集中开工项目」. ``taken`` are the
    rows that other records of the article stand for: two records of one article are never one row. ``known`` spares
    the reading where several records are looked for.
    """
    known = known or Namesakes.of([record], [article])
    rows = [row for row in known.of_kind(record.kind) if row not in taken]
    here = _told_here(rows, record, article, known)
    return here or _told_elsewhere(rows, record) or _merged(record, article, taken, known)


def _merged(record: Record, article: Article, taken: Collection[Subject], known: Namesakes) -> Subject | None:
    """The row into which people merged what this record speaks of.

    Names alone do not find it when the two lay in different regions, nor when one article tells of both: then the row
    is taken already, and what people joined must not come apart.
    """
    kind = "park" if record.kind == "park" else "project"
    keys = set(keys_of(record))
    standing = [merge for merge in known.merges if merge.kind == kind]
    gone = [merge for merge in standing if not keys.isdisjoint(merge.gone_keys)]
    kept = {row.pk for row in taken}
    into = [merge for merge in standing if merge.kept in kept and article.pk in merge.gone_articles]
    for merge in [*gone, *into]:
        by_region = regions_agree(merge.gone_region, record.region) or not (merge.gone_region and record.region)
        if article.pk not in merge.gone_articles and not by_region:
            continue
        row = known.row(kind, Merge.objects.home_of(kind, merge.kept))
        if row is not None and keys & {*merge.gone_keys, *row.match_keys}:
            return row
    return None


def _told_here(rows: Sequence[Subject], record: Record, article: Article, known: Namesakes) -> Subject | None:
    """The row that this article gave this name before, even if people have renamed it since."""
    here = [row for row in rows if known.tells_of(article.pk, row)]
    found = [row for row in here if row.name == record.name or record.name in known.told_as(article.pk, row)]
    if not found and record.kind != "batch":
        keys = keys_of(record)
        found = [row for row in here if not set(keys).isdisjoint(row.match_keys)]
    return min(found, key=lambda row: _is_phase(row) != bool(record.phase_of), default=None)


def _told_elsewhere(rows: Sequence[Subject], record: Record) -> Subject | None:
    """The row that other articles told of, recognised by its names, its region and, for a batch, its figures."""
    keys = keys_of(record)
    namesakes = [row for row in rows if not set(keys).isdisjoint(row.match_keys)]
    if record.kind == "batch":
        alike = [row for row in namesakes if _same_batch(row, record)]
        return next((row for row in alike if regions_agree(row.region_id, record.region)), None)
    alike = [row for row in namesakes if _is_phase(row) == bool(record.phase_of)]
    return next((row for row in alike if _same_place(row, record.region, keys)), None)


def _is_phase(row: Subject) -> bool:
    return isinstance(row, Project) and row.phase_of_id is not None
