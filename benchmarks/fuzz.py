"""Mistreated documents through the whole reading path: ``./run bench fuzz [--documents 10000] [--seed 1]``.

Each document is a seed or a made-up article (corpus.py) after a few random injuries. Whatever comes in, extraction
must not fail, must not take long, and every citation must stand word for word in the cleaned text, on a non-empty
span of the raw one. Exit code 1 when it doesn't; the seed and number in the output bring the document back.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))

from corpus import articles  # noqa: E402

from kbase.text.decoding import DecodeError, decode  # noqa: E402
from projects.extraction.pipeline import extract  # noqa: E402
from projects.extraction.records import Extraction  # noqa: E402

SEEDS = HERE.parent / "fixtures" / "articles"

#: Seconds that 100 kB of text may take; a shorter document may take as long as one of MIN_SIZE.
LIMIT, PER, MIN_SIZE = 5.0, 100_000, 20_000

#: Documents that a process reads before it tells.
_PART = 100

#: So many different articles are injured over and over.
_SOURCES = 60

Injury = Callable[[str, random.Random], str]


def _span(text: str, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(text) + 1)
    return start, min(len(text), start + chance.randrange(1, 400))


def cut(text: str, chance: random.Random) -> str:
    """A piece is missing."""
    start, end = _span(text, chance)
    return text[:start] + text[end:]


def double(text: str, chance: random.Random) -> str:
    """A piece stands there many times."""
    start, end = _span(text, chance)
    return text[:start] + text[start:end] * chance.randrange(2, 20) + text[end:]


def shuffle(text: str, chance: random.Random) -> str:
    """The characters of a piece in any order."""
    start, end = _span(text, chance)
    return text[:start] + "".join(chance.sample(text[start:end], end - start)) + text[end:]


def scatter(text: str, chance: random.Random) -> str:
    """Random code points anywhere: controls, private use, emoji, halves of surrogate pairs."""
    chars = list(text)
    for _ in range(chance.randrange(1, 60)):
        planes = (
            (0, 0x2FF),
            (0x2000, 0x2FFF),
            (0xD800, 0xDFFF),
            (0xE000, 0xFFFF),
            (0x1F000, 0x1FAFF),
            (0x20000, 0x2FFFF),
        )
        chars.insert(chance.randrange(len(chars) + 1), chr(chance.randint(*chance.choice(planes))))
    return "".join(chars)


def repeat(text: str, chance: random.Random) -> str:
    """One character or word without end: what makes a careless pattern slow."""
    start = chance.randrange(len(text) + 1)
    piece = chance.choice(
        ["(", "（", "“", "1", "一", "亿", "、", " ", "　", "&#", "(a", "园", "项目", "总投资", "a1", "和"]
    )
    return text[:start] + piece * chance.randrange(50, 3000) + text[start:]


def flatten(text: str, chance: random.Random) -> str:
    """One huge line, with or without marks."""
    return text.replace("\n", "").translate(chance.choice([{}, dict.fromkeys(map(ord, "，。；：、"), None)]))


def splinter(text: str, chance: random.Random) -> str:
    """Line breaks every few characters."""
    width = chance.randrange(1, 12)
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def grow(text: str, chance: random.Random) -> str:
    """Many times the same page."""
    return text * chance.randrange(2, 6)


INJURIES: tuple[Injury, ...] = (cut, double, shuffle, scatter, repeat, flatten, splinter, grow)


@dataclass(slots=True)
class Result:
    """What a run found. ``worst`` are seconds per 100 kB, by the rule of LIMIT."""

    documents: int = 0
    refused: int = 0
    records: int = 0
    citations: int = 0
    worst: float = 0.0
    worst_document: int = -1
    injuries: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def take(self, other: Result) -> None:
        """Add what another run found."""
        self.documents += other.documents
        self.refused += other.refused
        self.records += other.records
        self.citations += other.citations
        self.worst, self.worst_document = max((self.worst, self.worst_document), (other.worst, other.worst_document))
        self.injuries += other.injuries
        self.violations += other.violations


@cache
def _sound(seed: int) -> tuple[str, ...]:
    seeds = [decode(path.read_bytes()).text for path in sorted(SEEDS.glob("*.txt"))]
    return (*seeds, *(decode(sample.content).text for sample in articles(_SOURCES, seed)))


def documents(numbers: Iterable[int], seed: int, longest: int = 200_000) -> Iterator[tuple[int, bytes, list[str]]]:
    """Number, bytes and injuries of each document of ``longest`` characters at most; the same for the same seed."""
    sound = _sound(seed)
    for number in numbers:
        text, chance = sound[number % len(sound)], random.Random(f"{seed}/{number}")
        chosen = chance.choices(INJURIES, k=chance.randrange(1, 4))
        for injury in chosen:
            text = injury(text, chance)
        yield number, _bytes(text[:longest], chance), [injury.__name__ for injury in chosen]


def _bytes(text: str, chance: random.Random) -> bytes:
    """Mostly sound bytes, sometimes with a few overwritten."""
    data = bytearray(text.encode(chance.choice(["utf-8", "utf-8", "gb18030", "utf-16"]), "replace"))
    if chance.random() < 0.2:
        for _ in range(chance.randrange(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def run(numbers: Iterable[int], seed: int, longest: int = 200_000) -> Result:
    """Read these documents; the result holds every violation in words."""
    result = Result()
    for number, data, injuries in documents(numbers, seed, longest):
        result.documents += 1
        result.injuries.update(injuries)
        try:
            raw = decode(data).text
        except DecodeError:
            result.refused += 1
            continue
        began = time.process_time()
        try:
            extraction = extract(raw, str(number))
        except Exception as error:
            result.violations.append(f"文档 {number}（{'、'.join(injuries)}）：{type(error).__name__}: {error}")
            continue
        pace = (time.process_time() - began) * PER / max(len(raw.encode("utf-8", "replace")), MIN_SIZE)
        if pace > result.worst:
            result.worst, result.worst_document = pace, number
        if pace > LIMIT:
            result.violations.append(f"文档 {number}（{'、'.join(injuries)}）：每 100 kB 用了 {pace:.1f} 秒")
        result.records += len(extraction.records)
        result.citations += sum(len(record.citations) for record in extraction.records)
        result.violations += (f"文档 {number}：{fault}" for fault in faults(extraction, len(raw)))
    return result


def faults(extraction: Extraction, raw_length: int) -> Iterator[str]:
    """Citations that do not stand where they say."""
    for record in extraction.records:
        for each in record.citations:
            if not each.quote or extraction.articles[each.article].text.text[each.start : each.end] != each.quote:
                yield f"{each.field} 的引文与原文不符：{each.quote[:30]}"
            if not 0 <= each.raw_start < each.raw_end <= raw_length:
                yield f"{each.field} 的原文位置无效：{each.raw_start}–{each.raw_end}"


def run_all(count: int, seed: int, jobs: int) -> Result:
    """:func:`run` over the numbers below ``count`` in ``jobs`` processes; when interrupted, what was done by then."""
    whole, parts = Result(), [range(at, min(count, at + _PART)) for at in range(0, count, _PART)]
    with ProcessPoolExecutor(jobs) as pool:
        waiting = [pool.submit(run, part, seed) for part in parts]
        try:
            for done in as_completed(waiting):
                whole.take(done.result())
                print(f"{whole.documents}/{count}，问题 {len(whole.violations)}", file=sys.stderr, flush=True)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
    return whole


def main() -> int:
    """Run, print, and say by the exit code whether all went well."""
    parser = argparse.ArgumentParser(description="用随机损坏的文档检验抽取：不出错、不超时、引文逐字可查。")
    parser.add_argument("--documents", type=int, default=10_000, metavar="N", help="文档数（默认 10000）")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="随机种子（默认 1）")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="进程数（默认 1）")
    args = parser.parse_args()
    result = run_all(args.documents, args.seed, args.jobs)
    print(
        f"{result.documents} 篇：拒读 {result.refused}，记录 {result.records}，引文 {result.citations}，"
        f"最慢每 100 kB {result.worst:.2f} 秒（文档 {result.worst_document}），问题 {len(result.violations)}"
    )
    print("损坏方式：" + "，".join(f"{name} {times}" for name, times in sorted(result.injuries.items())))
    print("\n".join(result.violations[:50]))
    return 1 if result.violations else 0


if __name__ == "__main__":
    sys.exit(main())
