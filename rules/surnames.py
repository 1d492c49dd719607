"""Family names and the titles put behind them."""

from __future__ import annotations

import re

DOUBLE_SURNAMES = (
    "欧阳 上官 司马 诸葛 司徒 东方 独孤 南宫 夏侯 尉迟 公孙 慕容 令狐 宇文 长孙 皇甫 轩辕 端木 百里 呼延"
    " 东郭 西门 申屠 澹台 濮阳 拓跋 赫连 闻人 太史 钟离"
).split()
SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦昌马苗凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅卞齐康伍余元顾孟黄"
    "穆萧尹姚邵湛汪祁毛禹狄米贝明臧计成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房裘缪解应宗丁宣邓郁单杭洪包左石崔吉龚程邢裴陆荣翁荀"
    "羊甄曲封储靳段焦巴牧车侯全班秋仲伊宫宁仇栾甘厉武符刘景詹束龙叶幸司黎薄白蒲鄂池乔阴胥闻莘党翟谭劳申扶冉雍桑桂牛寿边燕温庄晏柴瞿阎连习艾容向古易慎戈廖终居衡耿满匡文寇广阙东欧利师巩聂敖冷"
    "辛那简饶曾沙丰关红游权岳帅况肖闫覃佟代佘付牟逯苑隋侍洛窦"
)
# Surnames that are also everyday words before a name (向李女士, 由于张先生).
WORDS_TOO = frozenset("向于单应全成方万计连关由代居时经东安文师利")
TITLES = (
    "女士 先生 小姐 师傅 大爷 大妈 大娘 大姐 大哥 大叔 大婶 阿姨 奶奶 爷爷 叔叔 老师 同志 老人 经理 老板 店长".split()
)
# What stands in the field of a name beside the name: 姓名:, 女士, 代父亲欧阳大山反映.
_RELATIVES = "父亲|母亲|爱人|老伴|丈夫|妻子|儿子|女儿|邻居|家人|朋友"
_BETWEEN_NAMES = re.compile(
    rf"[()\[\]【】<>《》\"'「」,、;/|:+&]|(?<=[一-鿿])\s+(?=[一-鿿])|(?<=[一-鿿]{{2}})(?:的|之)?(?:{_RELATIVES})"
)
_ON_BEHALF = re.compile(f"^(?:代|替|帮|为)?(?:其|他|她)?(?:{_RELATIVES}|及|和|与)?")
_TITLED = re.compile(f"(?:{'|'.join(TITLES)}|反映|来电|投诉|本人|代诉|代办|女|男)+$")
_NOBODY = frozenset(
    "姓名 居民 市民 业主 住户 租户 群众 村民 本人 保密 匿名 不详 联系人 来电人 反映人 诉求人 匿名人".split()
)


def names_in(field: str) -> set[str]:
    """Return the names that stand in the field of a name, in half-width: without titles, labels and brackets.

    What the field says as a whole is one of them, so that an unusual name is never missed.
    """
    parts = [_TITLED.sub("", _ON_BEHALF.sub("", part.strip())) for part in _BETWEEN_NAMES.split(field)]
    people = {part for part in parts if part[:1] in SURNAMES or part[:2] in DOUBLE_SURNAMES or "·" in part}
    # 阿依古丽·买买提 is called by the first part of it.
    people |= {part.partition("·")[0] for part in people if "·" in part}
    together = re.sub(r"\s", "", field) if re.fullmatch(r"[一-鿿]{1,2}(?:\s+[一-鿿]{1,2})+", field.strip()) else ""
    return {name for name in people | {field.strip(), together} if len(name) >= 2 and name not in _NOBODY}


def surname_of(name: str) -> str:
    """Return the family name `name` begins with: a known double one, else its first character."""
    return next((double for double in DOUBLE_SURNAMES if name.startswith(double)), name[:1])
