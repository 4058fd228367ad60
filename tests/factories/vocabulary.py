"""A handful of regions and industries, so that tests need not load the whole vocabulary."""

from __future__ import annotations

from parks.models import Industry, Region

#: adcode → name, short name, pinyin, initials.
REGIONS = {
    "110000": ("北京市", "北京", "beijing", "bj"),
    "310000": ("上海市", "上海", "shanghai", "sh"),
    "320000": ("江苏省", "江苏", "jiangsu", "js"),
    "320500": ("苏州市", "苏州", "suzhou", "sz"),
    "320583": ("昆山市", "昆山", "kunshan", "ks"),
    "370000": ("山东省", "山东", "shandong", "sd"),
    "370200": ("青岛市", "青岛", "qingdao", "qd"),
    "370211": ("黄岛区", "黄岛", "huangdao", "hd"),
    "370212": ("崂山区", "崂山", "laoshan", "ls"),
    "440000": ("广东省", "广东", "guangdong", "gd"),
    "440300": ("深圳市", "深圳", "shenzhen", "sz"),
    "440305": ("南山区", "南山", "nanshan", "ns"),
}
INDUSTRIES = {
    "01": ("人工智能", None),
    "0101": ("大模型与机器学习", "01"),
    "0102": ("智能语音与计算机视觉", "01"),
    "04": ("虚拟现实与元宇宙", None),
    "0401": ("虚拟现实设备", "04"),
}
_LEVELS = {0: Region.Level.COUNTY, 1: Region.Level.CITY, 2: Region.Level.PROVINCE}


def region(adcode: str = "370212") -> Region:
    """A division of :data:`REGIONS`, with those it lies in: 崂山区, and 青岛市, and 山东省."""
    empty_levels = (adcode[2:4] == "00") + (adcode[4:] == "00")
    above = {0: f"{adcode[:4]}00", 1: f"{adcode[:2]}0000", 2: None}[empty_levels]
    parent = region(above) if above in REGIONS else None
    name, short_name, pinyin, initials = REGIONS[adcode]
    row, _ = Region.objects.get_or_create(
        adcode=adcode,
        defaults={
            "name": name,
            "short_name": short_name,
            "level": _LEVELS[empty_levels],
            "parent": parent,
            "pinyin": pinyin,
            "initials": initials,
        },
    )
    return row


def industry(code: str = "0101") -> Industry:
    """A node of :data:`INDUSTRIES`, with its top industry."""
    name, above = INDUSTRIES[code]
    parent = industry(above) if above else None
    row, _ = Industry.objects.get_or_create(code=code, defaults={"name": name, "parent": parent})
    return row
