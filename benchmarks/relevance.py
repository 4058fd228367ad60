"""How well names are found: ``./run bench relevance [--names 100000] [--queries 200]``.

Known-item search over made-up names in the manner of real ones, and the names that the sample articles hold; beside
SQLite FTS5 and tantivy (where it is installed) with the same tokens in the same run. Prints a table with the goals.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))

from importing import scratch_database  # noqa: E402

DEPTH = 100
_BRAND = "云海中华天瑞恒启博盛汇锦远新创智联科光星泰达鼎凌晟睿骏旭峰源嘉润宏康安信隆兴百千万方正元和美"
_BRAND += "诚禾岭溪松柏岳川澜洋航宇晨曦朗明辰熙泽浩瀚沐景翔腾飞跃虹霖森林石金铭钰珑"
_ENDS = [
    "产业园",
    "科技园",
    "工业园",
    "产业基地",
    "生产基地",
    "研发中心",
    "总部基地",
    "项目",
    "创新中心",
    "数据中心",
    "物流园",
    "示范区",
    "制造基地",
    "智造园",
    "孵化基地",
    "检测中心",
    "总部大厦",
    "产业化项目",
    "扩建项目",
    "生产线项目",
    "一期",
    "二期",
    "三期",
    "创业园",
    "加工园",
    "博览园",
]


def names(count: int, seed: int) -> list[str]:
    """Different names: a place, a brand, an industry, an ending, some of them left out: 「昆山云恒传感器产业园二期」."""
    from parks.vocabulary import load

    chance = random.Random(seed)
    places = [region.short_name for region in load().regions.values()]
    trades = [word for word in load().industry_terms if 2 <= len(word) <= 6 and not word.isascii()]
    found: dict[str, None] = {}
    while len(found) < count:
        brand = "".join(chance.sample(_BRAND, chance.choice((2, 2, 2, 3))))
        place = chance.choice(places) if chance.random() < 0.55 else ""
        trade = chance.choice(trades) if chance.random() < 0.8 else ""
        shape = (place, brand, trade) if chance.random() < 0.8 else (brand, place, trade)
        name = "".join(shape) + chance.choice(_ENDS)
        found[name + (chance.choice(("", "一期", "二期")) if chance.random() < 0.2 else "")] = None
    return list(found)


def sample_names(folder: Path) -> list[str]:
    """The names that our extractor reads in the sample articles."""
    from projects.extraction.pipeline import extract

    texts = (file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.txt")))
    found = (record.name for text in texts for record in extract(text, "sample").records)
    return [name for name in dict.fromkeys(found) if len(name) >= 4]


def store(all_names: Sequence[str]) -> None:
    """A project and its indexed row for each name, with nothing else to be found by."""
    from kbase.search.document import Part, tsvector
    from projects.actions.rows import name_columns
    from projects.models import Project, SearchDocument
    from projects.models.document import analyser

    for start in range(0, len(all_names), 5000):
        part = all_names[start : start + 5000]
        projects = Project.objects.bulk_create([Project(name=name, name_key="") for name in part])
        SearchDocument.objects.bulk_create(
            SearchDocument(
                project=project,
                kind="project",
                name=project.name,
                vector=tsvector([Part(project.name, "A", spoken=True)], analyser()),
                **name_columns([project.name]),
            )
            for project in projects
        )
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE projects_searchdocument")


Search = Callable[[str], list[str]]


def ours(query: str) -> list[str]:
    """The first hundred names of our search page, or its suggestions where it has no hit."""
    from django.http import QueryDict

    from projects.search import RecordSearch

    data = QueryDict(mutable=True)
    data["q"] = query
    search = RecordSearch(("project",), data)
    found = list(search.ordered(0, DEPTH).values_list("name", flat=True))
    if found:
        return found
    from projects.hints import alike

    return alike(query, ("project",))


def exact_only(query: str) -> list[str]:
    """What is really found, without suggestions."""
    from django.http import QueryDict

    from projects.search import RecordSearch

    data = QueryDict(mutable=True)
    data["q"] = query
    return list(RecordSearch(("project",), data).ordered(0, DEPTH).values_list("name", flat=True))


def _tokens(text: str) -> list[str]:
    from projects.models.document import analyser

    return [token.text for token in analyser().tokens(text)]


def sqlite(all_names: Sequence[str]) -> Search:
    """FTS5 over the same tokens, all of which must be there, ordered by BM25."""
    base = sqlite3.connect(":memory:")
    base.execute('CREATE VIRTUAL TABLE names USING fts5(tokens, tokenize = "unicode61 remove_diacritics 0")')
    base.executemany(
        "INSERT INTO names(rowid, tokens) VALUES (?, ?)",
        ((i, " ".join(_tokens(name))) for i, name in enumerate(all_names)),
    )

    def search(query: str) -> list[str]:
        asked = " ".join(f'"{token}"' for token in _tokens(query))
        if not asked:
            return []
        rows = base.execute("SELECT rowid FROM names WHERE names MATCH ? ORDER BY rank LIMIT ?", (asked, DEPTH))
        return [all_names[row[0]] for row in rows]

    return search


def tantivy(all_names: Sequence[str], folder: Path) -> Search | None:
    """The same with tantivy; None where it is not installed."""
    try:
        import tantivy as engine
    except ImportError:
        return None
    schema = engine.SchemaBuilder().add_unsigned_field("key", stored=True)
    schema = schema.add_text_field("tokens", tokenizer_name="whitespace").build()
    index = engine.Index(schema, str(folder))
    writer = index.writer()
    for number, name in enumerate(all_names):
        writer.add_document(engine.Document(key=number, tokens=" ".join(_tokens(name))))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(query: str) -> list[str]:
        terms = [(engine.Occur.Must, engine.Query.term_query(schema, "tokens", token)) for token in _tokens(query)]
        found = searcher.search(engine.Query.boolean_query(terms), DEPTH).hits if terms else []
        return [all_names[searcher.doc(address)["key"][0]] for _, address in found]

    return search


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of query: how it is made of a name, what counts, and what we want of our own search."""

    label: str
    queries: list[tuple[str, str]]
    goal: float
    depth: int = 10
    recall: bool = False


def kinds(all_names: Sequence[str], samples: Sequence[str], size: int, seed: int) -> Iterator[Kind]:
    """Every kind of known-item query over ``size`` names."""
    import opencc

    from kbase.text.scripts import initials, pinyin_key

    chance = random.Random(seed)
    traditional = opencc.OpenCC("s2t").convert
    targets = chance.sample(list(all_names), size)
    yield Kind("完整名称", [(name, name) for name in targets], 0.98)
    yield Kind("示例文章中的名称", [(name, name) for name in samples], 0.98)
    yield Kind("名称的一部分（2–6 字，独特的）", list(_parts(all_names, targets, chance)), 0.99, DEPTH, True)
    yield Kind("繁体名称", [(traditional(name), name) for name in targets], 0.98)
    yield Kind("全拼", [(pinyin_key(name), name) for name in targets], 0.9)
    yield Kind("首字母", [(initials(name), name) for name in targets], 0.9)
    yield Kind("错一个字", [(_wrong(name, chance), name) for name in targets], 0.85)
    yield Kind("少一个字", [(_missing(name, chance), name) for name in targets], 0.85)
    yield Kind("多一个字", [(_extra(name, chance), name) for name in targets], 0.85)


def _parts(all_names: Sequence[str], targets: Sequence[str], chance: random.Random) -> Iterator[tuple[str, str]]:
    """Parts that at most half of :data:`DEPTH` names hold."""
    common: Counter[str] = Counter()
    for name in all_names:
        common.update({name[a : a + n] for n in range(2, 7) for a in range(len(name) - n + 1)})
    for name in targets:
        cut = [name[a : a + n] for n in range(2, 7) for a in range(len(name) - n + 1)]
        rare = [part for part in cut if common[part] <= DEPTH // 2 and part.isalnum()]
        if rare:
            yield chance.choice(rare), name


def _wrong(name: str, chance: random.Random) -> str:
    at = chance.randrange(len(name))
    return name[:at] + chance.choice([each for each in _BRAND if each != name[at]]) + name[at + 1 :]


def _missing(name: str, chance: random.Random) -> str:
    at = chance.randrange(len(name))
    return name[:at] + name[at + 1 :]


def _extra(name: str, chance: random.Random) -> str:
    at = chance.randrange(len(name) + 1)
    return name[:at] + chance.choice(_BRAND) + name[at:]


def score(kind: Kind, search: Search) -> float:
    """Mean reciprocal rank, or the share that is found at all."""
    total = 0.0
    for query, name in kind.queries:
        found = search(query)[: kind.depth]
        if name in found:
            total += 1 if kind.recall else 1 / (found.index(name) + 1)
    return total / max(1, len(kind.queries))


def same_lists(targets: Iterable[str]) -> tuple[int, int]:
    """How many parts give another list in Traditional characters than in Simplified, of how many."""
    import opencc

    convert = opencc.OpenCC("s2t").convert
    parts = [name[: 2 + number % 5] for number, name in enumerate(targets)]
    return sum(exact_only(part) != exact_only(convert(part)) for part in parts), len(parts)


def by_sound(targets: Sequence[str], seed: int) -> tuple[int, int]:
    """How many names are found by other characters of the same sound, of how many."""
    from pypinyin import Style, pinyin
    from pypinyin.constants import PINYIN_DICT

    chance = random.Random(seed)
    alike: dict[str, list[str]] = {}
    for code in PINYIN_DICT:
        if 0x4E00 <= code <= 0x9FA5:
            alike.setdefault(pinyin(chr(code), style=Style.NORMAL)[0][0], []).append(chr(code))
    wrong = asked = 0
    for name in targets:
        heard = [
            chance.choice([c for c in alike[pinyin(x, style=Style.NORMAL)[0][0]] if c != x] or [x]) for x in name[:4]
        ]
        if not {*heard} & {*name}:
            asked += 1
            wrong += name in exact_only("".join(heard))
    return wrong, asked


def suggestion_times(targets: Sequence[str]) -> list[float]:
    """Milliseconds of each suggestion while names are typed in Han, pinyin and initials."""
    from kbase.text.scripts import initials, pinyin_key
    from projects.suggestions import suggest

    suggest("热身")
    typed = [form(name)[:n] for name in targets[:40] for form in (str, pinyin_key, initials) for n in (1, 2, 3, 5)]
    times = []
    for each in typed:
        start = time.perf_counter()
        suggest(each)
        times.append((time.perf_counter() - start) * 1000)
    return times


def report(args: argparse.Namespace, folder: Path) -> None:
    """Build, ask, print."""
    all_names = names(args.names, args.seed)
    samples = sample_names(HERE.parent / "fixtures" / "articles")
    all_names = list(dict.fromkeys([*all_names, *samples]))
    start = time.perf_counter()
    store(all_names)
    print(f"入库 {len(all_names)} 个名称，{time.perf_counter() - start:.0f} 秒。", file=sys.stderr)
    peers = {"SQLite FTS5": sqlite(all_names), "tantivy": tantivy(all_names, folder)}
    print(f"{date.today()}，{platform.machine()}，{os.cpu_count()} 核，Python {platform.python_version()}，", end="")
    print(f"{len(all_names)} 个名称（示例文章 {len(samples)} 个），每类 {args.queries} 次，种子 {args.seed}。\n")
    print("| 查询 | 指标 | 目标 | 本产品 | " + " | ".join(peers) + " | 本产品 p50 毫秒 |")
    print("|---|---|--:|--:|" + "--:|" * len(peers) + "--:|")
    for kind in kinds(all_names, samples, args.queries, args.seed):
        times: list[float] = []
        values = [score(kind, timed(ours, times)), *(score(kind, peer) if peer else None for peer in peers.values())]
        shown = " | ".join("未安装" if value is None else f"{value:.3f}" for value in values)
        metric = f"召回@{kind.depth}" if kind.recall else f"MRR@{kind.depth}"
        print(f"| {kind.label} | {metric} | ≥ {kind.goal} | {shown} | {statistics.median(times):.1f} |", flush=True)
    targets = random.Random(args.seed).sample(all_names, args.queries)
    print("\n繁简结果不同：{} / {}（目标 0）。".format(*same_lists(targets)))
    print("只因同音而找到：{} / {}（目标 0）。".format(*by_sound(targets, args.seed)))
    typed = sorted(suggestion_times(targets))
    print(
        f"输入建议：p50 {typed[len(typed) // 2]:.1f} 毫秒，p95 {typed[len(typed) * 95 // 100]:.1f} 毫秒（目标 ≤ 20）。"
    )


def timed(search: Search, times: list[float]) -> Search:
    """The search, its milliseconds noted."""

    def asked(query: str) -> list[str]:
        start = time.perf_counter()
        found = search(query)
        times.append((time.perf_counter() - start) * 1000)
        return found

    return asked


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="测量名称检索的准确程度；使用临时数据库，不留任何数据。")
    parser.add_argument("--names", type=int, default=100_000, metavar="N", help="名称个数（默认 100000）")
    parser.add_argument("--queries", type=int, default=200, metavar="N", help="每类查询的次数（默认 200）")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="随机种子（默认 1）")
    args: Any = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kbase-bench-") as name:
        (Path(name) / "tantivy").mkdir()
        with scratch_database(Path(name) / "var"):
            report(args, Path(name) / "tantivy")


if __name__ == "__main__":
    main()
