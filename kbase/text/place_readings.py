"""How places are read where pypinyin's dictionary reads the everyday word: 长垣 is Chángyuán, not Zhǎngyuán."""

from __future__ import annotations

_TABLE = """
长垣 chang yuan  长治 chang zhi  长阳 chang yang  长丰 chang feng  长海 chang hai  长岛 chang dao  长清 chang qing
长岭 chang ling  长白 chang bai  长泰 chang tai  长葛 chang ge  长宁 chang ning  长顺 chang shun  长武 chang wu
长洲 chang zhou  长兴 chang xing  长汀 chang ting  长寿 chang shou  长乐 chang le  长安 chang an  长江 chang jiang
长三角 chang san jiao  长子县 zhang zi xian  单县 shan xian  重庆 chong qing  厦门 xia men  六安 lu an  六合 lu he
乐清 yue qing  乐亭 lao ting  乐陵 lao ling  铅山 yan shan  朝阳 chao yang  漯河 luo he  都匀 du yun  郫都 pi du
望都 wang du  覃塘 qin tang  闵行 min hang  乌什 wu shi  佛坪 fo ping  伽师 jia shi  珲春 hun chun  浚县 xun xian
洪洞 hong tong  繁峙 fan shi  涡阳 guo yang  筠连 jun lian  什邡 shi fang  宕昌 tan chang  大城县 dai cheng xian
丽水 li shui  台州 tai zhou  东阿 dong e  莘县 shen xian  蔚县 yu xian  歙县 she xian  番禺 pan yu  大埔 da bu
蚌埠 beng bu  亳州 bo zhou  泌阳 bi yang  渑池 mian chi  荥阳 xing yang  盱眙 xu yi  浒墅关 xu shu guan  犍为 qian wei
东莞 dong guan  莆田 pu tian  尉犁 yu li  济南 ji nan  会稽 kuai ji  牟平 mu ping  中牟 zhong mu  那曲 na qu
"""


def _parse(words: list[str]) -> dict[str, tuple[str, ...]]:
    """A Han word opens an entry, the Latin ones behind it are its syllables."""
    places: dict[str, tuple[str, ...]] = {}
    for word in words:
        if word.isascii():
            name = next(reversed(places))
            places[name] = (*places[name], word)
        else:
            places[word] = ()
    return places


#: Place → its syllables, one per character.
PLACE_READINGS = _parse(_TABLE.split())
