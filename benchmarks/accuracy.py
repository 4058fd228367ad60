"""Score the extractor against hand-made gold: ``python benchmarks/accuracy.py seeds|look|opened|held|all|FOLDER``.

FOLDER is other material: ``raw/*.txt`` and ``gold/*.json``, which have no floors. ``look`` are the dev articles that were always studied, ``opened`` those that were held out until 2026-11-22, ``held``
those of which only totals may ever be seen; see benchmarks/README.md. ``--update`` raises the floors in floors.json, it never lowers one.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from kbase.text.decoding import decode  # noqa: E402
from projects.extraction.pipeline import extract  # noqa: E402

MATERIAL = HERE.parent.parent / "shared" / "extraction"
FLOORS = HERE / "floors.json"
#: The parts of the 57 dev articles by number % EVERY; those of ``held`` are never looked at.
EVERY = 6
PARTS = {"look": frozenset({0, 2, 3, 5}), "opened": frozenset({1}), "held": frozenset({4})}
#: What may be studied and learned from.
OPEN = ("seeds", "look", "opened")
#: What is no folder.
NAMED = ("seeds", *PARTS, "all")
MEASURES = ("records", "fields", "figures")


def part(name: str, material: Path) -> tuple[Path, list[Path]]:
    """The gold folder and the raw files of one part: seeds, look, opened, held, all (of dev), or a folder's path."""
    if name not in NAMED:
        return Path(name) / "gold", sorted((Path(name) / "raw").glob("*.txt"))
    if name == "seeds":
        raw = material.parent / "seeds"
        return material / "seeds-gold", sorted(raw.glob("*.txt"))
    files = sorted((material / "dev" / "raw").glob("*.txt"))
    if name in PARTS:
        files = [f for f in files if int(f.stem) % EVERY in PARTS[name]]
    return material / "dev" / "gold", files


def predictions(files: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """What the extractor says of each file, by its name."""
    return {file.name: extract(decode(file.read_bytes()).text, file.name).to_json() for file in files}


def report(files: Iterable[Path], gold: Path, scorer: Path, found: dict[str, dict[str, Any]], *options: str) -> str:
    """What score.py prints for the predictions of ``files``."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "gold").mkdir()
        (root / "raw").mkdir()
        for file in files:
            (root / "raw" / file.name).write_text(decode(file.read_bytes()).text, encoding="utf-8")
            (root / "gold" / f"{file.stem}.json").write_bytes((gold / f"{file.stem}.json").read_bytes())
        (root / "predictions.json").write_text(json.dumps(list(found.values()), ensure_ascii=False), encoding="utf-8")
        command = [
            sys.executable,
            str(scorer),
            str(root / "gold"),
            str(root / "predictions.json"),
            "--raw",
            str(root / "raw"),
            *options,
        ]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def scorer_module(path: Path) -> Any:
    """score.py as a module, for training and calibration."""
    spec = importlib.util.spec_from_file_location("gold_scorer", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check_floors(name: str, totals: dict[str, Any], update: bool) -> list[str]:
    """Where the totals lie under the floors of this part; with ``update`` the floors rise to it instead."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    own = floors.setdefault(name, {})
    reached = {measure: round(totals[measure]["f"], 3) for measure in MEASURES}
    reached["figures_precision"] = round(totals["figures"]["p"], 3)
    reached["citations"] = totals["citations"]
    under = [f"{name} {key}: {reached[key]} < {own[key]}" for key in own if reached[key] < own[key] - 0.0005]
    if update:
        floors[name] = {key: max(value, own.get(key, 0.0)) for key, value in reached.items()}
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return under


def main() -> int:
    """Print the table; exit 1 when a floor was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", help="seeds, look, opened, held, all, or a folder with raw and gold")
    parser.add_argument("--material", type=Path, default=MATERIAL, help="folder with seeds-gold, dev and score.py")
    parser.add_argument("--errors", action="store_true", help="list every miss (not for the held-out part)")
    parser.add_argument("--update", action="store_true", help="raise the floors to what was reached")
    args = parser.parse_args()
    if args.part not in NAMED and not (Path(args.part) / "gold").is_dir():
        parser.error(f"{args.part}: neither a part nor a folder with raw and gold")
    if args.errors and args.part in ("held", "all"):
        parser.error("the errors of held-out articles are not to be looked at")
    gold, files = part(args.part, args.material)
    scorer = args.material / "score.py"
    found = predictions(files)
    print(report(files, gold, scorer, found, *(["--errors"] if args.errors else [])), end="")
    if args.part not in NAMED:
        return 0
    missed = check_floors(args.part, json.loads(report(files, gold, scorer, found, "--json")), args.update)
    print("\n".join(missed))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
