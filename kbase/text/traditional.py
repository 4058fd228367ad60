"""Traditional → Simplified as a cleaning step, for texts that are Traditional."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbase.text.offsets import Edit
from kbase.text.scripts import HAN, to_simplified

#: A simplified page may hold a stray 驛 or a name like 乾县; converting it does more harm than good.
_SHARE = 0.02

_NOT_HAN = re.compile(f"[^{HAN}]+")


def simplify(text: str) -> Iterator[Edit]:
    """Replacements of equal length when more than 2 % of the Han characters would change, else nothing."""
    simplified = to_simplified(text)
    if simplified == text:
        return
    runs = list(_changed_runs(text, simplified))
    changed = sum(end - start for start, end in runs)
    if changed > _SHARE * len(_NOT_HAN.sub("", text)):
        yield from (Edit(start, end, simplified[start:end]) for start, end in runs)


def _changed_runs(old: str, new: str) -> Iterator[tuple[int, int]]:
    """The spans where two texts of one length differ."""
    start = None
    for at, (a, b) in enumerate(zip(old, new, strict=True)):
        if a != b and start is None:
            start = at
        elif a == b and start is not None:
            yield start, at
            start = None
    if start is not None:
        yield start, len(old)
