"""What the vocabulary answers: names, evidence, paths and zones."""

from __future__ import annotations

from pathlib import Path

import pytest

from parks import vocabulary
from parks.vocabulary import Vocabulary, VocabularyError, load

HEADER = "adcode,name,short_name,level,parent,aliases,pinyin,initials,evidence\n"
SHANDONG = "370000,山东省,山东,province,,,shandong,sd,\n"


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return load()


@pytest.mark.parametrize(
    ("name", "adcode"),
    [
        ("崂山区", "370212"),
        ("崂山", "370212"),
        ("浦东新区", "310115"),
        ("浦东", "310115"),
        ("恩施", "422800"),
        ("恩施州", "422800"),
        ("湘西", "433100"),
        ("乐东", "469027"),
        ("西安", "610100"),
        ("吉林", "220000"),  # the province; the city is always written 吉林市
        ("吉林市", "220200"),
        ("承德", "130800"),  # the city; 承德县 lies in it
        ("莱芜市", "370116"),  # now a district of 济南
        ("莱芜", "370116"),
        ("沙县", "350405"),
        ("陵县", "371403"),
        ("内蒙", "150000"),
        ("香港", "810000"),
        ("澳门", "820000"),
        ("台湾", "710000"),
        ("单县", "371722"),
    ],
)
def test_a_name_that_stands_for_one_division(words: Vocabulary, name: str, adcode: str) -> None:
    assert words.certain_region(name) == adcode


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("合作", "合作的企业"),
        ("新兴", "战略性新兴产业"),
        ("东方", "东方红"),
        ("资源", "人力资源"),
        ("公安", "公安机关"),
        ("光明", "光明前景"),
        ("新平", "创新平台"),
        ("和政", "企业和政府"),
        ("高要", "提高要素保障"),
        ("上高", "上高速"),
        ("朝阳", "朝阳产业"),
        ("日照", "日照时数"),
        ("平安", "平安建设"),
    ],
)
def test_an_everyday_word_needs_evidence(words: Vocabulary, name: str, inside: str) -> None:
    assert name in inside
    assert words.region_names[name]
    assert name in words.ambiguous_short_names
    assert words.certain_region(name) is None


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("鼓楼区", ("320106", "320302", "350102", "410204")),
        ("白云", ("440111", "520113")),
        ("市中区", ("370103", "370402", "511002", "511102")),
    ],
)
def test_a_shared_name_gives_every_bearer(words: Vocabulary, name: str, codes: tuple[str, ...]) -> None:
    assert words.region_names[name] == codes
    assert words.certain_region(name) is None


def test_unknown_names_give_nothing(words: Vocabulary) -> None:
    assert words.certain_region("乌有市") is None
    assert words.zone_region("乌有市高新区") is None


@pytest.mark.parametrize(
    ("adcode", "names"),
    [
        ("370212", ["山东省", "青岛市", "崂山区"]),
        ("110108", ["北京市", "海淀区"]),
        ("429004", ["湖北省", "仙桃市"]),
        ("441900", ["广东省", "东莞市"]),
        ("810002", ["香港特别行政区", "湾仔区"]),
    ],
)
def test_region_path_runs_from_the_province_down(words: Vocabulary, adcode: str, names: list[str]) -> None:
    assert [term.name for term in words.region_path(adcode)] == names


@pytest.mark.parametrize(
    ("inner", "outer", "within"),
    [
        ("370212", "370200", True),
        ("370212", "370000", True),
        ("370212", "370212", True),
        ("370200", "370212", False),
        ("429004", "420000", True),
        ("429004", "420100", False),
    ],
)
def test_is_within(words: Vocabulary, inner: str, outer: str, within: bool) -> None:
    assert words.is_within(inner, outer) is within


@pytest.mark.parametrize(
    ("zone", "adcode"),
    [
        ("青岛西海岸新区", "370211"),
        ("西海岸新区", "370211"),
        ("中山火炬高新区", "442000"),
        ("中山火炬高技术产业开发区", "442000"),
        ("火炬高新区", "442000"),
        ("雄安新区", "130600"),
        ("苏州工业园区", "320500"),
        ("金家岭金融区", "370212"),
        ("沈阳高新区", "210112"),
        ("大亚湾经济技术开发区", "441303"),
        ("前湾保税港区", "370211"),
        ("平潭综合实验区", "350128"),
        ("兰州新区", "620100"),
        ("吉林高新区", "220200"),  # the zone of the city, though 吉林 alone is the province
        ("郑州航空港经济综合实验区", "410100"),
    ],
)
def test_known_zones(words: Vocabulary, zone: str, adcode: str) -> None:
    assert words.zone_region(zone) == adcode


@pytest.mark.parametrize(
    ("zone", "adcode"),
    [
        ("崂山区工业园", "370212"),
        ("青岛市崂山区工业园", "370212"),
        ("南京市鼓楼区高新区", "320106"),
        ("浏阳经济开发区", "430181"),
        ("莱西市经济开发区", "370285"),
        ("鼓楼区高新区", None),  # four of them
        ("合作经济开发区", None),  # 合作 is a word first
        ("高新区", None),
        ("经济技术开发区", None),
    ],
)
def test_a_division_and_a_suffix_make_a_zone(words: Vocabulary, zone: str, adcode: str | None) -> None:
    assert words.zone_region(zone) == adcode


@pytest.mark.parametrize(("town", "adcode"), [("中韩街道", "370212"), ("小榄镇", "442000"), ("沙子口街道", "370212")])
def test_towns_that_occur_once(words: Vocabulary, town: str, adcode: str) -> None:
    assert words.towns[town] == adcode


@pytest.mark.parametrize("town", ["城关镇", "新城镇", "和平街道"])
def test_common_towns_are_left_out(words: Vocabulary, town: str) -> None:
    assert town not in words.towns


@pytest.mark.parametrize(
    ("term", "top"),
    [
        ("人工智能", "人工智能"),
        ("智能网联汽车", "汽车与智能网联"),
        ("光模块", "新一代信息技术"),
        ("元宇宙", "虚拟现实与元宇宙"),
        ("算力", "人工智能"),
        ("数据中心", "数字经济与工业互联网"),
        ("预制菜", "食品与现代农业"),
        ("低空经济", "高端装备与智能制造"),
        ("芯片", "新一代信息技术"),
        ("动力电池", "汽车与智能网联"),
        ("氢能", "新能源与储能"),
        ("医疗器械", "生物医药与大健康"),
        ("检验检测", "科技服务与检验检测"),
        ("总部经济", "现代金融与总部经济"),
        ("文创", "数字创意与文旅"),
        ("商贸物流", "现代物流与商贸"),
        ("化工新材料", "新材料与化工"),
        ("纺织服装", "家电与轻工纺织"),
        ("冷链", "现代物流与商贸"),
        ("双碳", "节能环保与双碳"),
        ("海洋生物", "海洋经济"),
    ],
)
def test_industry_terms_lead_to_their_top(words: Vocabulary, term: str, top: str) -> None:
    found = words.industries[words.industry_terms[term]]
    assert words.industries[found.parent or found.code].name == top


@pytest.mark.parametrize("term", ["金融", "投资", "绿色", "互联网", "科技", "服务", "研发", "贸易"])
def test_vague_terms_are_weak(words: Vocabulary, term: str) -> None:
    assert term in words.weak_industry_terms
    assert term in words.industries[words.industry_terms[term]].synonyms


def test_words_for_the_analyser_are_names_of_two_characters_or_more(words: Vocabulary) -> None:
    names = list(words.words())
    assert {"崂山区", "青岛西海岸新区", "智能网联汽车"} <= set(names)
    assert len(names) == len(set(names))
    assert min(map(len, names)) == 2


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("37021,崂山区,崂山,county,370000,,laoshan,ls,\n", "第 3 行.*六位"),
        ("370212,,崂山,county,370000,,laoshan,ls,\n", "第 3 行.*name"),
        ("370212,崂山区,崂山,district,370000,,laoshan,ls,\n", "第 3 行.*district"),
        ("370212,崂山区,崂山,county,370200,,laoshan,ls,\n", "370212 的上级 370200"),
        ("370212,崂山区\n", "第 3 行"),
    ],
)
def test_a_broken_line_names_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, message: str
) -> None:
    (tmp_path / "regions.csv").write_text(HEADER + SHANDONG + line, encoding="utf-8")
    (tmp_path / "industries.csv").write_text("code,name,sei_code,sei_name,synonyms,weak\n", encoding="utf-8")
    (tmp_path / "zones.csv").write_text("name,aliases,kind,adcode\n", encoding="utf-8")
    monkeypatch.setattr(vocabulary, "DATA", tmp_path)
    with pytest.raises(VocabularyError, match=rf"(?s)regions\.csv.*{message}"):
        load.__wrapped__()
