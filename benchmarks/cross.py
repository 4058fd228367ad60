"""Five-fold cross-validation of the weights over seeds and look: ``python benchmarks/cross.py [--errors]``.

The rules have seen these articles, the weights of a fold have not: the gap to ``accuracy.py look`` is what the
weights alone learned by heart.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))

from accuracy import MATERIAL, part, predictions, report, scorer_module  # noqa: E402
from train import fit, lessons, pages  # noqa: E402

from projects.extraction import scorer as model  # noqa: E402

FOLDS = 5


def main() -> int:
    """Print the scores of articles that the weights did not see."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--material", type=Path, default=MATERIAL)
    parser.add_argument("--errors", action="store_true")
    args = parser.parse_args()
    gold_scorer = scorer_module(args.material / "score.py")
    data = pages(args.material)
    taught = {page.name: lessons(page, gold_scorer) for page in data}
    reports = []
    for name in ("seeds", "look"):
        gold, files = part(name, args.material)
        folds = {file.stem: i % FOLDS for i, file in enumerate(files)}
        out: dict[str, dict[str, object]] = {}
        for fold in range(FOLDS):
            rest = [page for page in data if folds.get(page.name) != fold]
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"weights-{name}-{fold}.json"
                path.write_text(json.dumps(fit(rest, taught, gold_scorer)), encoding="utf-8")
                with model.using(path):
                    out |= predictions([file for file in files if folds[file.stem] == fold])
        reports.append((name, gold, files, out))
    for name, gold, files, out in reports:
        print(f"== {name}")
        print(report(files, gold, args.material / "score.py", out, *(["--errors"] if args.errors else [])), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
