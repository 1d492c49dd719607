"""Recognises sensitive orders by their words and marks: threats, crowds, emergencies, reports against people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rules.half_width import half_width

THREAT, UNREST, CROWD, EMERGENCY, REPORT = "扬言", "涉稳", "群体", "突发", "举报"
SENSITIVE = (THREAT, UNREST, CROWD, EMERGENCY, REPORT)
# Marks of the platform that say how an order is followed, and nothing of its matter.
PLAIN = ("督办", "领导批示", "疑难", "挂账", "剔除", "重复", "延期")
FLAGS = (*SENSITIVE, *PLAIN[:3])
# From so many people or households an order speaks for a crowd.
CROWD_FROM = 5


@dataclass(frozen=True)
class Sign:
    """One reason for a flag: `why` is marked, words or people, `words` what was found (none when it was marked)."""

    flag: str
    why: str
    words: str = ""


def signs(text: str, people: int | None = None, marked: Iterable[str] = ()) -> tuple[Sign, ...]:
    """Return why an order is flagged, one reason for each flag: the platform's mark, its words, how many stand behind.

    What only sounds like it (跳楼价, 炸鸡, 居民群体, 火灾隐患) is left out first.
    """
    known, plain = set(marked), half_width(text)
    found = {flag: Sign(flag, "marked") for flag in FLAGS if flag in known}
    maybe = [(flag, pattern) for flag, pattern in _WORDS if flag not in found and pattern.search(plain)]
    if maybe:
        plain = _HARMLESS.sub(lambda found: "□" * len(found[0]), plain)
    for flag, pattern in maybe:
        if hit := pattern.search(plain):
            found[flag] = Sign(flag, "words", hit[0].strip("，。；,;\n "))
    if CROWD not in found and people is not None and people >= CROWD_FROM:
        found[CROWD] = Sign(CROWD, "people", str(people))
    return tuple(found[flag] for flag in FLAGS if flag in found)


def is_sensitive(flags: Iterable[str]) -> bool:
    """Tell whether any of an order's flags keeps its matter out of groups; one we do not know does."""
    return bool(set(flags) - set(PLAIN))


def _any(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


def _joined(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts))


_LATELY = r"(?:去年|前年|上个?月|上周|以前|曾经?|此前|之前|早年|20\d\d年)"
_MAY = r"(?:容易|极?易|(?<!随时)可能会?|怕|担心|唯恐|生怕|会|防止|避免|预防|杜绝|以防|万一|假如|如果|要是|一旦|存在)"
_LEAD_TO = r"(?:发生|造成|导致|引发|引起)"
_HARMLESS = _joined(
    # Trade, food, fashion and idle talk.
    r"跳楼(?:价|大?甩卖|促销|清仓|机)|自杀式(?:降价|促销|营销|停车|骑行)?|炸(?:鸡|串|酱|油条|鱼|薯|货|糕)|油炸|爆炸(?:头|性|式)|(?:信息|知识)爆炸",
    r"(?<!着)(?<!起)(?<!失)火(?:了(?:一把|起来)?(?=[。，,!！]|的|很)|爆|锅|车|腿|葬|化场|气|热|辣|速|炬)|(?:发|恼|上|红|生)火(?!灾|情|了?.{0,2}烧)|灭火\w?",
    r"杀(?:虫|菌|毒|价|猪|鸡|鱼|鼠|青|熟)|消杀|灭杀|宰杀|屠宰|秒杀|抹杀|绞杀|扼杀",
    r"砍(?:树|伐|价|柴|掉[^人]{0,6}[树枝木]|断?[^人]{0,3}[树枝木])",
    # Precaution, and what happened long ago or is feared to happen.
    r"防火\w{0,2}|消防\w{0,2}|火灾(?:[安消][全防])?(?:隐患|风险|报警|自动|险|危险|保险|演练|预防|事故隐患)|防范火灾",
    rf"{_MAY}[^。；;，,\n]{{0,6}}?{_LEAD_TO}?(?:重大|大|人员)?(?:着火|起火|失火|火灾|爆炸|触电|中毒|坍塌|倒塌|垮塌|伤亡|砸伤人|死亡)(?!了)",
    rf"{_LEAD_TO}[^。；;，,\n]{{0,4}}(?:坍塌|倒塌|伤亡)的?(?:风险|隐患|后果|可能)|定时炸弹|贫困人|困人[口员群]",
    r"(?:严重|直接|极大)?威胁(?:到|着|了)?[^。；;，,\n]{0,14}(?:安全|生命|健康|财产|出行)|(?:电梯|空调|设备|机器)[^。；;，,\n]{0,10}罢工",
    rf"{_LATELY}[^。；;\n]{{0,12}}(?:着火|起火|失火|火灾|坍塌|爆炸|受伤|摔伤|砸伤|烫伤|坠楼)",
    r"(?:受伤|[摔砸烫烧咬撞]伤)[^。；;\n]{0,16}(?:赔偿|索赔|赔付|医药费|医疗费|工伤|理赔|认定|鉴定)",
    r"(?:经常|多次|频繁|总是|时常|屡次|曾)[^。；;，,\n]{0,6}困人|(?:油烟|抽烟|烟囱|烧烤|排烟管?|炉子)[^。；;，,\n]{0,3}冒烟",
    # Said not to be.
    r"(?:没有|未|并无|无|未发现|不存在|否认|排除)(?:任何|其|有|出现|表现出)?(?:扬言|自杀|轻生|跳楼|极端)(?:等)?(?:行为|倾向|想法|意图|言论|念头|情况|风险)",
    r"(?:没有|未|未曾|并未|无)扬言",
    # Groups that are no crowd, and the ways to report.
    r"(?:居民|业主|弱势|老年|老人|特殊|特困|低收入|困难|消费|人民|服务|社会|少数|学生|患病|残疾人?|未成年|青少年|租户|就业|重点|慢病)群体",
    r"(?:微信|业主|居民|工作|家长|交流|通知|建|进|退|拉|踢出?|邻里)群|群(?:里|内|聊|主|众|租|发|友|公告|名|消息)",
    r"(?:打击报复|报复性|怕报复|遭报复|遭到?报复|被报复)",
    r"举报(?:电话|信箱|邮箱|热线|奖励|渠道|方式|平台|途径|流程|材料|奖金|投诉电话|人信息)|被(?:人|恶意)?举报|(?:有奖|恶意|如何|怎么)举报",
)

_ONES = r"(?:他|她|它|你|我|人|自己|全家|对方|物业|领导|邻居|们|社区|队长|经理|老板|孩子|司机)"
_SELF = (
    r"跳[楼桥河]|自杀|轻生|自焚|上吊|割腕|服毒|喝(?:农药|药自|敌敌畏)|寻短见|一死了之|以死|死给|遗书|绝食"
    r"|(?:不想|不愿意?)活|不活了|活不下去|活不了了|没法活了|同归于尽|了[结断](?:自己|生命|此生)"
)
_OTHERS = (
    rf"(?:砍|捅|杀|弄|打|撞|烧|炸|掐|毒)死{_ONES}|杀(?:人|了{_ONES}|光|死|害)|砍(?:人|死|了?{_ONES})|捅(?:人|死|了?{_ONES})|弄死|灭门|血洗"
    r"|放火(?!烧[纸荒])|点火(?:烧|自焚)|泼汽油|开车撞|炸(?:掉|平|毁|药|弹|死)|持[刀械]|[拿动拎提带]着?刀|菜刀|砍刀"
    r"|(?:要|就|将|想|准备|进行|扬言)报复|报复(?:社会|物业|领导|他们|邻居|对方|行为)|别怪我不客气|威胁(?:要|说|称|对方|邻居|业主|家人|我|他|她|人身|其人身)"
)
_INTENT = r"(?:要(?!求)|就|将|准备|打算|计划|扬言|声称|否则|不然|只能|只好|只有|一定|组织|联合|号召|去(?!年)|再不)"
_UPROAR = r"(?:堵[路门]|封路|拉横幅|打横幅|上访|进京|闹事|静坐|游行|示威|围堵|讨说法|讨要说法|极端)"
_REPORTED = r"(?:举报|检举|控告|揭发|实名反映|反映|投诉|状告)"
_OFFICIAL = _any(
    "书记 主任 干部 领导 公职人员 工作人员 村官 村委 队员 队长 民警 警察 城管 局长 科长 所长 处长 镇长 乡长 区长 "
    "镇政府 乡政府 党员 网格员 办事员 院长 校长"
)
_MISDEED = (
    r"(?:受贿|行贿|贪污|贪腐|腐败|索贿|索要(?:红包|好处|财物)|吃拿卡要|挪用|侵占|私分|滥用职权|以权谋私|徇私|渎职|违纪|收(?:受|了)?(?:红包|好处|礼|钱)|优亲厚友"
    r"|打人|殴打|辱骂|公款|套取|骗取|冒领|虚报|作风问题|勾结|保护伞|包庇|生活作风|嫖|赌博|酒驾|吃空饷|暗箱操作)"
)
_CRIME = _any(
    "吸毒 贩毒 赌博 聚赌 赌场 传销 涉黑 涉恶 黑社会 卖淫 嫖娼 色情服务 诈骗 非法集资 家暴 虐待 拐卖 私藏 枪支 洗钱 "
    "邪教 组织偷渡"
)
_CROWD_OF = r"(?:居民|业主|村民|工人|农民工|家长|商户|群众|住户|学生|司机|员工|户|人|名|位)"
_MANY = r"(?:数十|几十|上百|数百|几百|百余|近百|成百|上千|[二三四五六七八九]?十(?:余|多|几))"
_INJURED = (
    r"(?:有人|人员|工人|老人|孩子|儿童|居民|多人|路人)[^。；;，,\n]{0,4}(?:受|[砸烧炸烫刺砍捅摔撞]|被\S)伤|受伤(?:严重|流血|昏迷|倒地|了?送医)|伤亡"
    r"|(?:砍|捅|刺|炸)伤|砸(?:伤|中)人|昏迷|昏倒|晕倒|休克|触电|大出血|流血不止|生命危险|危及生命|正在?抢救|心脏骤停|没有呼吸|尸体|人员死亡|坠楼|溺水|落水"
    r"|(?:食物|煤气|燃气|一氧化碳|集体|气体|农药|药物|酒精)中毒|中毒(?:送医|昏迷|症状)"
)
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        THREAT,
        _joined(
            "扬言",
            _SELF,
            _OTHERS,
            rf"{_INTENT}[^。；;，,\n]{{0,12}}?{_UPROAR}",
            r"极端(?:行为|手段|方式|措施|事件)|走极端",
        ),
    ),
    (
        UNREST,
        _joined(
            r"涉稳|维稳|不稳定因素|群体性|集体(?:上访|讨|到|去|停工|罢|维权|抗议)|(?:越级|进京|赴京|到京)上访|罢工|罢市|游行示威|聚众(?:闹|上访|围堵|讨|维权|抗议)",
        ),
    ),
    (
        CROWD,
        _joined(
            r"集体(?:上访|讨|到|去|反映|投诉|维权|诉求|抗议|来电|信访|要求|签名)|联名|群体(?:性|事件|上访|诉求|投诉|聚集|维权|讨薪|件|工单)|多户(?:居民|业主|村民|住户)",
            rf"(?:众多|大批|多名|数名)(?:居民|业主|村民|工人|农民工|家长|商户|住户)|{_MANY}{_CROWD_OF}|(?:居民|业主|村民|工人|家长|商户|农民工|人员)(?:已)?聚集(?!性|地|区)",
            r"代表(?:全体|全楼|整栋|全小区|所有|本楼|本小区|大家)",
        ),
    ),
    (
        EMERGENCY,
        _joined(
            r"着火|起火|失火|火灾|火情|大火|冒烟|浓烟|爆燃|爆炸|(?:煤气|燃气|天然气|液化气)(?:味|泄[漏露]|漏气|漏了|管[^。；;，,\n]{0,4}(?:破|断|漏|挖))",
            r"闻到[^。；;，,\n]{0,6}(?:煤气|燃气|天然气|液化气)|漏(?:煤气|燃气|天然气)|(?:有毒|氯|氨|化学|危化|油罐?)[^。；;，,\n]{0,4}泄[漏露]",
            r"坍塌|倒塌|塌陷|垮塌|塌方|塌了|被困|困在|困人|被埋|被压|卡在电梯|跳楼|自杀|轻生|自焚|割腕",
            _INJURED,
        ),
    ),
    (
        REPORT,
        _joined(
            rf"{_REPORTED}[^。；;\n]{{0,14}}{_OFFICIAL}[^。；;\n]{{0,20}}{_MISDEED}",
            rf"{_OFFICIAL}[^。；;，,\n]{{0,10}}(?:受贿|贪污|索贿|吃拿卡要|以权谋私|滥用职权|徇私舞弊|挪用公款|侵占集体|收受|保护伞|吃空饷|优亲厚友)",
            rf"(?:举报|检举|控告|揭发)[^。；;\n]{{0,24}}{_CRIME}",
            r"受贿|行贿|贪污|索贿|徇私舞弊|公款吃喝|职务侵占|保护伞",
        ),
    ),
    ("督办", _joined(r"【督办】|重点督办|领导督办")),
    ("领导批示", _joined("领导批示|领导签批")),
    ("疑难", _joined("【疑难】|疑难件")),
)
