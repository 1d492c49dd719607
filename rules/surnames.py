"""Family names and the titles put behind them."""

from __future__ import annotations

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


def surname_of(name: str) -> str:
    """Return the family name `name` begins with: a known double one, else its first character."""
    return next((double for double in DOUBLE_SURNAMES if name.startswith(double)), name[:1])
