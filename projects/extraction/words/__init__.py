"""Word lists of the rules, one text file each: a line that begins with # is a comment, words are apart by spaces."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def words_of(name: str) -> frozenset[str]:
    """The words of ``<name>.txt`` beside this file: "governors" → {建设, 打造, …}. FileNotFoundError when there is none."""
    lines = (_HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
