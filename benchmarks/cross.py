"""Five-fold cross-validation of the weights over all open articles at once: ``python benchmarks/cross.py [--errors]``.

The rules have seen these articles, the weights of a fold have not: the gap to ``accuracy.py look`` is what the
weights alone learned by heart. ``--reliability`` prints how often values of each confidence are right.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))

from accuracy import MATERIAL, OPEN, part, predictions, report, scorer_module  # noqa: E402
from train import Page, fit, lessons, pages_unseen  # noqa: E402

from projects.extraction import scorer as model  # noqa: E402

FOLDS = 5
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
Predictions = dict[str, dict[str, Any]]


def unseen(parts: Sequence[str], data: Sequence[Page], material: Path, gold_scorer: Any) -> Predictions:
    """What the extractor says of each article of the parts with weights that were learned without it."""
    taught = {page.name: lessons(page, gold_scorer) for page in data}
    files = [file for name in parts for file in part(name, material)[1]]
    fold_of = {file.stem: i % FOLDS for i, file in enumerate(files)}
    out: Predictions = {}
    for fold in range(FOLDS):
        rest = [page for page in data if fold_of[page.name] != fold]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"weights-{fold}.json"
            path.write_text(json.dumps(fit(rest, taught, gold_scorer, ())), encoding="utf-8")
            with model.using(path):
                out |= predictions([file for file in files if fold_of[file.stem] == fold])
    return out


def judged(found: Predictions, gold: Path, scorer: Any) -> Iterator[tuple[str, float, bool]]:
    """(field, confidence, right) of every valued field of the predicted records; a record not in gold is all wrong."""
    for name, page in found.items():
        records = json.loads((gold / f"{Path(name).stem}.json").read_text(encoding="utf-8"))["records"]
        for record in page["records"]:
            truth = max(records, key=lambda g: scorer.match(g, record), default=None)
            matched = truth is not None and scorer.match(truth, record) > 0
            for field in (*scorer.FIGURES, *scorer.DATES, "status", "region", "park"):
                if record.get(field) is None:
                    continue
                chance = max(c["confidence"] for c in record["citations"] if c["field"] == field)
                yield field, chance, matched and _right(scorer, truth, field, record[field])


def _right(scorer: Any, gold: dict[str, Any], field: str, value: Any) -> bool:
    held = gold.get({"park": "parent"}.get(field, scorer.GOLD_NAME.get(field, field)))
    if held in (None, "", []):
        return False
    if field in scorer.FIGURES:
        return bool(scorer.near(held, value))
    if field in scorer.DATES:
        return bool(scorer.date_ok(held, value))
    return any(scorer.similar(h, value) for h in held) if field == "park" else value in held


def reliability(rows: list[tuple[str, float, bool]]) -> str:
    """A table: for each range of confidence how many values there are, their mean confidence, and how many are right."""
    bins: dict[float, list[tuple[float, bool]]] = defaultdict(list)
    for _, chance, right in rows:
        bins[max(b for b in BINS if b <= chance)].append((chance, right))
    lines = ["| confidence | values | mean confidence | right |", "|---|--:|--:|--:|"]
    for low in sorted(bins):
        own = bins[low]
        mean, share = sum(c for c, _ in own) / len(own), sum(r for _, r in own) / len(own)
        lines.append(f"| from {low:.1f} | {len(own)} | {mean:.2f} | {share:.2f} |")
    return "\n".join(lines)


def main() -> int:
    """Print the scores of articles that the weights did not see."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--material", type=Path, default=MATERIAL)
    parser.add_argument("--also", action="append", default=[], help="another folder with raw and gold")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--reliability", action="store_true")
    args = parser.parse_args()
    gold_scorer = scorer_module(args.material / "score.py")
    parts = (*OPEN, *args.also)
    data = pages_unseen(args.material, parts, gold_scorer)
    rows: list[tuple[str, float, bool]] = []
    everything = unseen(parts, data, args.material, gold_scorer)
    for name in parts:
        gold, files = part(name, args.material)
        found = {file.name: everything[file.name] for file in files}
        rows += judged(found, gold, gold_scorer)
        print(f"== {name}")
        print(report(files, gold, args.material / "score.py", found, *(["--errors"] if args.errors else [])), end="")
    if args.reliability:
        print(reliability(rows))
        figures = [row for row in rows if row[0] in gold_scorer.FIGURES]
        print("figures only", reliability(figures), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
