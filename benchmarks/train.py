"""Learn the weights of every choice from gold: ``python benchmarks/train.py``.

Reads the seeds and the parts of dev that may be looked at (never the held-out part), asks the extractor's own code
for the choices it would have to make, and fits (``fitting.py``) a conditional log-linear model (attachment) and a logistic one
(salience), which is the same with two candidates. A Gaussian prior holds the weights at priors.py. No randomness:
the same gold and code give the same ``weights.json``.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))

import priors  # noqa: E402
from accuracy import MATERIAL, OPEN, part, scorer_module  # noqa: E402
from fitting import Lesson, Verdict, fit_choices, fit_verdicts  # noqa: E402

from kbase.text.cleaning import clean  # noqa: E402
from kbase.text.decoding import decode  # noqa: E402
from projects.extraction import articles, attach, edges, members, parents, regions, salience, statuses, topics  # noqa: E402
from projects.extraction.assemble import Assembler, Draft  # noqa: E402
from projects.extraction.names import cut_out, heads_in  # noqa: E402
from projects.extraction.naming import Namer  # noqa: E402
from projects.extraction.pipeline import Reading, default_tagger, read  # noqa: E402
from projects.extraction.scorer import WEIGHTS, Weights, learned, using  # noqa: E402
from projects.extraction.subjects import Subject  # noqa: E402

#: How dear a step away from the prior is (1 / variance). Chosen by cross.py.
STIFFNESS_EDGE = 1.0
#: How much a head counts that ends no gold name.
UNKNOWN_EDGE = 0.1
STIFFNESS_ATTACH = 8.0
STIFFNESS = 1.5
STIFFNESS_SALIENCE = 4.0
#: Later decisions learn from an attachment that has not seen their article, else they would trust it too much.
FOLDS = 4


@dataclass
class Page:
    """A gold document with the reading of its articles."""

    name: str
    gold: dict[str, Any]
    readings: list[Reading]


def pages(material: Path, parts: Sequence[str] = OPEN) -> list[Page]:
    """All documents to learn from, read by the extractor as it is."""
    return [
        _page(file, gold / f"{file.stem}.json") for gold, files in (part(n, material) for n in parts) for file in files
    ]


def _page(file: Path, gold: Path) -> Page:
    split = articles.split(clean(decode(file.read_bytes()).text).text)
    readings = [read(article, default_tagger()) for article in split]
    return Page(file.stem, json.loads(gold.read_text(encoding="utf-8")), readings)


def pages_unseen(material: Path, parts: Sequence[str], scorer: Any) -> list[Page]:
    """The same with each document's names found by edges that were learned without it: as they are in a new article."""
    sources = [
        (file, gold / f"{file.stem}.json") for gold, files in (part(n, material) for n in parts) for file in files
    ]
    taught = {page.name: edge_lessons(page, scorer) for page in pages(material, parts)}
    out: dict[str, Page] = {}
    for fold in range(FOLDS):
        rest = [x for i, (file, _) in enumerate(sources) if i % FOLDS != fold for x in taught[file.stem]]
        with weights_with(edge=fit_choices(rest, priors.EDGE, STIFFNESS_EDGE)):
            out |= {file.stem: _page(file, gold) for file, gold in sources[fold::FOLDS]}
    return [out[file.stem] for file, _ in sources]


@contextmanager
def weights_with(**models: Weights) -> Iterator[None]:
    """The weights in use with some models replaced, for a while."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weights.json"
        path.write_text(json.dumps(dict(learned()) | models), encoding="utf-8")
        with using(path):
            yield


def gold_of(page: Page, reading: Reading, scorer: Any) -> dict[int, dict[str, Any]]:
    """Which gold record each subject of a reading is, by the subject's id; the best match wins."""
    assembler = Assembler(reading.article, 0, reading.context, Namer(reading.context, default_tagger()))
    out: dict[int, dict[str, Any]] = {}
    for subject in reading.context.subjects.all:
        record = assembler.record(Draft(subject, region=_region(subject, reading))).to_json()
        record["project_count"] = subject.count
        ranked = sorted(
            ((scorer.match(g, record), -i, g) for i, g in enumerate(page.gold["records"])),
            key=lambda t: t[:2],
            reverse=True,
        )
        if ranked and ranked[0][0] > 0:
            out[id(subject)] = ranked[0][2]
    return out


def _region(subject: Subject, reading: Reading) -> Any:
    """The place that a nameless subject is called after; without its park, which is learned only later."""
    home = regions.article_place(reading.places, reading.context)
    return regions.of(subject, reading.places, reading.context, None, home)


def edge_lessons(page: Page, scorer: Any) -> list[Lesson]:
    """Where the names of a page's gold begin, of all places where they might.

    Of heads that end no gold name nobody knows; there the rules' edge is taken for right, and counts little.
    """
    names = {
        scorer.norm(name) for record in page.gold["records"] if record["kind"] != ["batch"] for name in record["names"]
    }
    out = []
    for reading in page.readings:
        text = reading.context.text
        for sentence in reading.context.sentences:
            piece = text[sentence.start : sentence.end]
            words = default_tagger().words(piece)
            for head in heads_in(piece, words):
                question = edges.choice(words, head.first, head.behind)
                cut = [cut_out(piece, words[at].start, head.end) for at in question.edges]
                right = frozenset(i for i, name in enumerate(cut) if name and scorer.norm(name.text) in names)
                if right:
                    out.append(Lesson(question.features, right, page.name))
                else:
                    rule = frozenset(i for i, features in enumerate(question.features) if "rule" in features)
                    out.append(Lesson(question.features, rule, page.name, UNKNOWN_EDGE))
    return out


def states(scorer: Any, gold: dict[str, Any], field: str, value: Any) -> bool:
    """Whether a gold record has this value in this field."""
    if field == "organisations":
        return any(scorer.similar(o["name"], value.name) for o in gold.get("organisations") or [])
    held = gold.get(scorer.GOLD_NAME.get(field, field))
    if held in (None, "", []):
        return False
    if field == "status":
        return value in held
    if field in scorer.DATES:
        return bool(scorer.date_ok(held, value))
    return bool(scorer.near(held, value))


def lessons(page: Page, scorer: Any) -> list[Lesson]:
    """The choices of a page with the right answers. Facts whose owner was not found as a name teach nothing."""
    out = []
    for reading in page.readings:
        golden = gold_of(page, reading, scorer)
        for choice in attach.choices(reading.facts, reading.context):
            field = choice.fact.field
            owners = [g for g in page.gold["records"] if _could_own(scorer, g, choice.fact)]
            right = frozenset(
                i
                for i, name in enumerate(choice.names)
                if (g := golden.get(id(reading.context.subject(name)))) is not None and any(g is o for o in owners)
            )
            if owners and not right and (field not in _LOOSE or _unnamed(owners, golden)):
                continue
            strangers = frozenset(
                i for i, name in enumerate(choice.names) if id(reading.context.subject(name)) not in golden
            )
            out.append(Lesson(choice.features, right or strangers | {len(choice.names)}, page.name))
    return out


_LOOSE = ("status",)


def _unnamed(owners: Sequence[dict[str, Any]], golden: dict[int, dict[str, Any]]) -> bool:
    """Whether one of the owners was found under no name: then 「nobody」 would be the wrong lesson."""
    return any(all(g is not owner for g in golden.values()) for owner in owners)


def _could_own(scorer: Any, gold: dict[str, Any], fact: Any) -> bool:
    return states(scorer, gold, fact.field, fact.value)


def attached_of(reading: Reading, weights: Weights) -> dict[int, list[attach.Attached]]:
    """What attachment with these weights gives each subject, by its id."""
    out: dict[int, list[attach.Attached]] = defaultdict(list)
    for item in attach.attach(reading.facts, reading.context, weights):
        out[id(item.subject)].append(item)
    for member, item in list(members.inherited(out, reading.context)):
        out[id(member)].append(item)
    return out


@dataclass
class Homework:
    """What is learned once attachment is known."""

    salience: list[Verdict]
    park: list[Lesson]
    industry: list[Verdict]
    status: list[Lesson]


def homework(page: Page, scorer: Any, weights: Weights) -> Homework:
    """Every subject of a page: does it deserve a record (minor gold records count for neither), its park, terms, stage."""
    out = Homework([], [], [], [])
    for reading in page.readings:
        golden = gold_of(page, reading, scorer)
        by_subject = attached_of(reading, weights)
        for subject in reading.context.subjects.all:
            gold, attached = golden.get(id(subject)), by_subject[id(subject)]
            if gold is None or gold.get("importance") != "minor":
                keep = gold is not None and not _worse_twin(subject, gold, golden, reading)
                out.salience.append(Verdict(salience.features(subject, attached, reading.context), keep, page.name))
            if gold is not None:
                _relations(out, page.name, subject, gold, by_subject, reading, scorer)
    return out


def _relations(
    out: Homework,
    name: str,
    subject: Subject,
    gold: dict[str, Any],
    owned: dict[int, list[attach.Attached]],
    reading: Reading,
    scorer: Any,
) -> None:
    question = parents.choice(subject, reading.parks, reading.context)
    parents_in_gold = gold.get("parent") or []
    right = frozenset(
        i for i, p in enumerate(question.parks) if any(scorer.similar(g, p.value) for g in parents_in_gold)
    )
    if question.parks and (right or not parents_in_gold):
        out.park.append(Lesson(question.features, right or frozenset({len(question.parks)}), name))
    terms = [scorer.norm(t) for t in gold.get("industries") or []]
    for term in topics.questions(subject, reading.terms, reading.context):
        if terms:
            said = scorer.norm(term.mention.value.term)
            out.industry.append(Verdict(term.features, any(said in t or t in said for t in terms), name))
    stages = [fact for fact in reading.facts if fact.field == "status"]
    stage = statuses.choice(subject, owned, stages, reading.article.published, reading.context)
    held = gold.get("status") or []
    rightly = frozenset(i for i, s in enumerate(statuses.STAGES) if s in held and stage.shown[i])
    if any(stage.shown):
        out.status.append(Lesson(stage.features, rightly or frozenset({len(statuses.STAGES)}), name))


def _worse_twin(subject: Subject, match: dict[str, Any], golden: dict[int, dict[str, Any]], reading: Reading) -> bool:
    """Of two subjects that are one gold record the less named one is the surplus."""
    twins = [s for s in reading.context.subjects.all if golden.get(id(s)) is match]
    return subject is not max(twins, key=lambda s: len(s.names))


def _folds(data: Sequence[Page]) -> Iterator[tuple[list[Page], list[Page]]]:
    """Each page once in a fold, with the pages that are in none."""
    for fold in range(FOLDS):
        yield [p for i, p in enumerate(data) if i % FOLDS != fold], list(data[fold::FOLDS])


def _marked(
    rest: Sequence[Page], fold: Sequence[Page], taught: dict[str, list[Lesson]], scorer: Any
) -> Iterator[Homework]:
    """The homework of a fold with attachment as good as it is on articles that it has not seen."""
    table = fit_choices([lesson for page in rest for lesson in taught[page.name]], priors.ATTACH, STIFFNESS_ATTACH)
    yield from (homework(page, scorer, table) for page in fold)


def fit_edges(data: Sequence[Page], scorer: Any) -> dict[str, float]:
    """The weights of where names begin."""
    return fit_choices([x for page in data for x in edge_lessons(page, scorer)], priors.EDGE, STIFFNESS_EDGE)


def fit(data: Sequence[Page], taught: dict[str, list[Lesson]], scorer: Any, sources: Sequence[str]) -> dict[str, Any]:
    """The content of weights.json learned from ``data``; salience is learned from what attachment then does.

    ``sources`` are the names of the parts that the data is of, written down beside the weights.
    """
    choices = [lesson for page in data for lesson in taught[page.name]]
    table = fit_choices(choices, priors.ATTACH, STIFFNESS_ATTACH)
    done = [work for rest, fold in _folds(data) for work in _marked(rest, fold, taught, scorer)]
    decisions = [v for work in done for v in work.salience]
    return {
        "made": date.today().isoformat(),
        "from": f"{len(data)} documents of {', '.join(sources)}: {len(choices)} choices, {len(decisions)} subjects",
        "by": "benchmarks/train.py",
        "edge": fit_edges(data, scorer),
        "attach": table,
        "salience": fit_verdicts(decisions, priors.SALIENCE, STIFFNESS_SALIENCE),
        "park": fit_choices([x for work in done for x in work.park], priors.PARK, STIFFNESS),
        "industry": fit_verdicts([x for work in done for x in work.industry], priors.INDUSTRY, STIFFNESS),
        "status": fit_choices([x for work in done for x in work.status], priors.STATUS, STIFFNESS),
    }


def main() -> int:
    """Fit both models and write weights.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--material", type=Path, default=MATERIAL)
    parser.add_argument("--also", action="append", default=[], help="another folder with raw and gold to learn from")
    args = parser.parse_args()
    scorer = scorer_module(args.material / "score.py")
    parts = (*OPEN, *args.also)
    data = pages_unseen(args.material, parts, scorer)
    names_of_parts = [Path(name).name for name in parts]
    out = fit(data, {page.name: lessons(page, scorer) for page in data}, scorer, names_of_parts)
    WEIGHTS.write_text(json.dumps(out, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(out["from"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
