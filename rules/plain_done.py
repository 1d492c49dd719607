"""Tells whether a message is a plain claim of done from its first word to its last, so that nobody need be asked."""

from __future__ import annotations

import re
from functools import cache

_LONGEST = 60
_APART = re.compile(r"[\s,，.。、;；:!！~…()👌👍🙏💪✅]+|\[(?:强|OK|好的|握手|抱拳|玫瑰|赞)\]")
_LESS_THAN_A_POINT = re.compile(r"(?<=[0-9])\.(?=[0-9])")

_CITIZEN = (
    r"(?:居民|诉求人|反映人|来电人|投诉人|举报人|当事人|业主|住户|市民|群众|本人|老人|老太太|大爷|大妈|大姐|大哥|阿姨"
    r"|先生|女士|对方|人家|他们?|她们?)"
)
_OWN = (
    r"我们?(?:社区|单位|村|科|队|所)?(?:这边|这儿|这里)?|咱们?(?:这边|社区)?|本(?:社区|单位|村)|(?:此|本|该)(?:件|单|事|诉求|工单)"
    r"|(?:这|那)(?:件|个|单|事)(?:事|单子?|件|活)?儿?|(?:该|此|所反映|反映)的?(?:问题|情况)|问题|事情?儿?|活儿?|工单|诉求"
)
_PLACE = (
    r"楼道|楼上|楼下|楼门|楼梯间?|门口|门前|小区|院子?|大院|路口|路边|路上|街上|地下室|车库|车棚|广场|公园|绿地|绿化带|河边|河道"
    r"|家里?|屋里?|厨房|卫生间|阳台|现场(?!处理了|维修了|抢修了)|周边|里面|外面|旁边|附近"
)
_THING = (
    r"(?:楼道|感应|声控|照明|太阳能|景观)?(?:路|街|电|红绿)?灯(?:泡|管|杆|箱)?|照明|垃圾(?:桶|箱|站)?|(?:生活|建筑|装修|厨余)垃圾|渣土"
    r"|(?:杂|堆|废|废弃|遗撒|漂浮|污)物|堆料|大件|废品|积[水雪]|[雪冰]|污水|落叶|树枝|杂草|(?:枯|死|大)?[树草]木?|绿化"
    r"|暖气(?:片|管)?|供暖|供热|温度|室温|[上下]?水(?:管|压|泵|表|龙头|质|箱)?|(?:污|雨|排|自来|热)水(?:管道?|口|井)?"
    r"|管(?:道|子|线|网)|(?:下|排)水道?|下水管?|电(?:梯|路|线|表|闸|箱|缆|源)?|线(?:路|缆|杆)?|门禁|(?:大|单元|防火|自动)?门锁?|锁"
    r"|窗户?|玻璃|(?:外|内)?墙(?:面|皮|体)?|[屋房楼]顶|屋面|天花板|吊顶|防水层?|[漏渗]水?点|漏水|渗水|漏的?地方|[水坑]?井盖?"
    r"|[路地]面|道路|路|坑洼?|人行道|便道|盲道|马路牙子?|路沿石?|护栏|栏杆|围[栏墙]|台阶|坡道|扶手|座椅|长椅|(?:健身)?器材"
    r"|监控|摄像头|信号|网络|宽带|(?:僵尸|违停|事故|电动|自行|共享单|三轮|货)?车辆?|单车|充电桩|违建|违章建筑|私搭乱建|彩钢房|棚子?"
    r"|(?:小)?广告牌?|牌匾|[牌路]牌|牌子|指示牌|标[识线]|划线|电?线?杆|化粪池|公?厕所?|公厕|马桶|阀门?|燃?气(?:管|表)?|天然气|煤气"
    r"|噪音|噪声|油烟|异味|臭味|[狗猫鸟]屎|蚊虫|老鼠|蟑螂|设[备施]|故障|隐患|毛病|东西|物品|家具|沙发|床垫|石头|砖头?|沙?土"
    r"|消防(?:栓|通道|设施|门)|通道|地锁|隔离[墩桩]|石墩|道闸|滑梯|秋千|喷泉|泵|开关|插座|对讲|呼叫器|信箱|快递柜"
    r"|押金|工资|欠款|退款|费用|停[水电暖气]|断[水电]|摊[位贩]|商贩|流浪[狗猫]|[狗猫]"
)
_COUNT = r"(?:[两三四五六七八九十几俩仨]{1,2})[盏处个辆件根块户条扇部台]"
_CLOCK = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
# A time counts only when it has passed; what may lie ahead (晚上, 下午, 周四) is asked about.
_PAST = (
    rf"(?:(?:今[天日早]|昨[天日晚儿夜]|前天|上午|早上|上周[一二三四五六日天]?|于?(?:{_CLOCK}月)?{_CLOCK}[日号])"
    rf"(?:早上|上午|中午|下午|晚上|夜里)?(?:{_CLOCK}(?:点半?|:[0-9]{{2}}))?的?(?:时候)?|刚[刚才]?|方才|早[就已]|已经?于周[一二三四五六日天])(?:(?<!今[天日])就)?"
)
_ADVERB = (
    r"再次|重新|又|已经?|以(?=处)|都|全部?|全都|均|也|现在?|现已|目前|一并|彻底|完全|总算|终于|顺利|给(?![办我你您])|帮"
)
_FOR_WHOM = rf"(?:给|帮|替|为){_CITIZEN}(?:家里?)?"
_SOMEBODY_HAS = (
    r"(?:已?联系|经)?(?:物业|施工[方队]|师傅|维修工?|电工|热力|供暖|环卫|市政|电力|燃气|自来水|厂家|路灯所|产权单位)"
    r"(?:公司|人员|部门|那边)?(?=已)"
)
_BEFORE = (
    rf"(?:{_OWN}|{_PLACE}|{_THING}|{_COUNT}(?:{_THING})?(?=[都全均])|把|的|{_PAST}|{_ADVERB}|{_FOR_WHOM}"
    rf"|{_SOMEBODY_HAS}|(?:上门|入户)(?=.{{0,4}}(?:[完好毕]|解决)))"
)
_VERB = (
    r"(?:[修弄办清拉拖盖砍伐割扫劝抓送搬挪移拆换补填装通搞整做干铺刷焊抽铲冲喷剪砍锯收运排除调改关开掏]|接(?!通)|办理|处理|清[理运扫掏淘除洁走]|打扫|收拾|拾掇|平整|整[理改治]"
    r"|更换|补齐|安装|疏通|解决|修[复理缮补剪]|维修|抢修|检修|粉刷|加固|冲洗|消[杀毒]|转运|规[整范]|调试|拆除|治理|回填|恢复)"
)
_RESULT = r"(?:完[毕成善]?|好|妥当?|干净|走|掉|净|开|通畅?|齐|平|严实?|牢固?|到位|利索|利落|结束|成)"
_CLAIM = (
    rf"{_VERB}(?:{_RESULT}了?|{_RESULT}?啦|出来了)|[补装换盖安填贴挂]上了|(?<=.)[清砍锯伐割扫铲挪拖换]了|(?:处理|清[理运扫除]|疏通|更换|解[决绝]|拆除?|修复|转运|整改|维修|抢修|安装|恢复|消[杀毒])了|(?:确认)?办结了?|办妥了?"
    r"|完成(?:整改|维修|清[理运]|修复|更换|处理|拆除|疏通|安装)(?:工作)?了?|完活儿?了?|搞[定掂]了?|完[事工成]儿?了?|[妥结]了|利索了|齐活儿?了|就绪了?|(?:恢复)?正常(?:了|运行了?|使用了?|供[水电暖热气]了?|通行了?)?"
    r"|恢复(?:供[水电暖热气]|通[行水电车气]|原[样状貌])了?|(?<=[已都均部底全题利])解[决绝](?=$)|劝离了?|问题不存在"
    r"|[亮热]了|(?<=[水电路气管道网])通了|(?:来|通)[水电气]了|(?<=[水电气])来了"
    r"|(?<=[金资钱费款])(?:(?:都|全部?)?[退发结]还?清?了|已经?(?:全部)?[退发结]还?清?了?)|不[漏堵]了|没问题了|好了|可以(?:正常)?(?:用|使用|走|通行)了|能用了|可以结了?|干净了"
)
_AFTER_ALREADY = (
    r"(?:已经?|以)(?:全部|都|经)?(?:[伐挪砍锯换拆补清割铲]|消[杀毒]|处理|清[理运扫除]|疏通|更换|解[决绝]|拆除|修复|转运|整改|维修|抢修|安装|恢复|整理"
    r"|修补)"
)
_PARTICLE = r"[啊呀哈啦哦噢喽咯的呐]{0,2}"
_DONE = rf"(?:{_BEFORE}){{0,7}}(?:{_CLAIM}|{_AFTER_ALREADY}|(?<=已)停工了?|(?<=[己已])处理){_PARTICLE}|己处理"

_SAY = r"(?:联系|沟通|解释|说明?|告知|回[复电访]|答复|反馈|通知|讲|见面|打?(?:过|了)?电话)"
_TOLD = (
    rf"(?:已经?|都|也|刚|电话|微信|当面|上门|现场)*(?:[跟和与给向同对])?(?:{_CITIZEN})?(?:已经?|都|也|电话)*"
    rf"{_SAY}(?:(?:清楚|明白)|[过好上到])?了?(?:{_CITIZEN})?(?:家属?)?(?:过了?|了)?"
)
_CONTENT = (
    rf"(?:{_CITIZEN})?(?:家?属?|电话里?|那边|已经?|也|都|很|挺|非常|比较|十分|表示|说|对此|对结果)*"
    r"(?:满意|认可|同意(?:了|办结|结案)|理解|接受|放心|知[晓道]|没(?:有)?意见|无意见|(?:无|没有?)异议|签[字收]了?(?:确认|认可)?|确认(?:满意)?|感谢|谢谢|好评)[了的]?"
)
_SHOWN = (
    r"(?:已经?|现场|处理后|对比|也)*(?:照片|图片?|视频|证据)(?:已经?|都|也)*(?:[发拍传](?:[到在])?(?:群里?|您|过去|来)?[了好]了?|(?<=已)[发拍传]|上传了?|附[上后]|如下|为证|[见在]群里?)"
    r"|(?:已经?|都|也)*[拍发传]了?(?:照片?|图|视频|群里)了|已(?:经)?(?:拍照|发图|上传|发群里?|拍)(?:照片)?了?|[见如附有]图(?:片)?|见照片|上图|图如下|有照片"
)
# What is only due to others afterwards (下午回访居民) leaves nothing of the work open.
_LATER = rf"(?:下午|晚点|稍后|回头|随后|明天)?再?回访(?:{_CITIZEN})?|照片(?:稍后|一会儿?|回头|晚点)再?[发补传]"
_AGAIN = (
    r"(?:再次|重新|又)(?:去|派(?:人|师傅)|(?:上门|入户|到现场)(?:处理|维修|检修|检查)?"
    r"|处理|维修|检修|检查|[修弄看去来])(?:了?一?[次遍趟下])?了?"
)
_COURTESY = (
    r"收到|好的|(?:谢谢|感谢|辛苦)了?(?:领导|您|大家|各位|老师)?|您好|你好|各?位?(?:领导|老师)好?|可以回访了|报告|汇报|反馈|麻烦(?:回访|查收|看下)了?|请(?:回访|查收|知悉|审核|放心)"
    rf"|不用再?催了|别催了|没问题了|现场(?:查看|核实|检查)过?(?:无|没有|未发现|没发现)(?:{_THING}|问题)|(?:全|都)?(?:不漏|不堵|亮|通|热|正常)了|晚上(?:都|全)?亮了|没(?:再)?漏了?"
)
_MEASURED = (
    r"(?:入户|实测|现场|测温|测|温度|室温|屋里|家里|现在|都|已|有|到|达到?|是)*"
    r"(?:1[89]|2[0-9])(?:·[0-9])?[度℃](?:多|以上|左右)?了?"
)
_CAUSE = (
    r"(?:已经?|经过?|我们?)*(?:现场|多方|积极)?(?:协调|督促|联系|安排)(?:了|过)?"
    r"(?:物业|施工[方队]|维修|师傅|热力|环卫|市政)?(?:公司|人员)?"
)

_ALREADY = re.compile("[已以己了]|的$")
_ASIDE = rf"{_SHOWN}|{_CONTENT}|{_COURTESY}|{_MEASURED}"
_DONE_CLAUSE = rf"(?:{_DONE})(?P<beside>{_TOLD}|{_ASIDE})?"
_ASIDE_CLAUSE = rf"{_ASIDE}|{_LATER}|{_AGAIN}"
_CAUSE_CLAUSE = re.compile(_CAUSE)
_TOLD_CLAUSE = re.compile(_TOLD)
_HAS_HAPPENED = re.compile("[已经了过]")
# 给他弄完 and 今天弄完 may still be meant as a plan; with 了 or 已 they are not.
_MAY_BE_A_PLAN = re.compile(
    rf"今[天日早]|昨|前天|上午|早上|上周|现在|目前|{_CLOCK}[日号]|[给帮替为把]|上门|入户|我(?!们)"
)
# 好了知道了 may be a receipt or impatience, and 正常的 may say that it always is so.
_OF_NO_WORK = re.compile(
    r"(?:好了[\s,，。!~]*)+(?:好的|收到|知[道晓]|您?好|(?:不用再?|别)催).{0,4}|[都也]?(?:是|挺|很)?正常的?"
)
# 收到，修好 may say what is going to be done.
_RECEIPT = re.compile("收到|好的")
# Said of a thing under way as well as of one that is over.
_ALMOST = (
    rf"(?:{_BEFORE}){{0,4}}(?:[办弄修][了过]|已经?办|好了[\s,，]*(?:不用再?|别)催了?|正常的?|可以了|[Oo][Kk]了|没事了"
    "|齐了|妥妥的|没了)"
)


def is_plain_done(words: str) -> bool:
    """Tell whether every part of `words` (half-width, without numbers) says done, or what usually stands beside it.

    Beside it may stand whom it was told, that the caller is content, photos, thanks; a single unknown word, another
    unit or a time that may be ahead makes it doubtful. Guards against denial are asked before this.
    """
    if len(words) > _LONGEST:
        return False
    if any(_OF_NO_WORK.fullmatch(part) for part in (words.strip(" ,.!~。"), *re.split("[,，。;；]", words))):
        return False
    clauses = [clause for clause in _APART.split(_LESS_THAN_A_POINT.sub("·", words)) if clause]
    if any(_RECEIPT.fullmatch(clause) for clause in clauses) and not _ALREADY.search(words):
        return False
    claimed = [_claims_done(clause) for clause in clauses]
    return any(claimed) and all(done or _stands_beside(clause) for done, clause in zip(claimed, clauses, strict=True))


def may_mean_done(words: str) -> bool:
    """Tell whether the whole of `words` is a short form that may mean done and is asked about: 弄了, 可以了."""
    return len(words) <= _LONGEST and bool(_large(_ALMOST).fullmatch(words.strip(" ,.!~。")))


@cache
def _large(pattern: str) -> re.Pattern[str]:
    """Compile a pattern when it is first asked for: half a second that most processes never need."""
    return re.compile(pattern)


def _claims_done(clause: str) -> bool:
    found = _large(_DONE_CLAUSE).fullmatch(clause)
    if found is None or (_MAY_BE_A_PLAN.search(clause) and not _ALREADY.search(clause)):
        return False
    beside = found["beside"]
    return not beside or not _TOLD_CLAUSE.fullmatch(beside) or bool(_HAS_HAPPENED.search(beside))


def _stands_beside(clause: str) -> bool:
    if _large(_ASIDE_CLAUSE).fullmatch(clause):
        return True
    happened = _TOLD_CLAUSE.fullmatch(clause) or _CAUSE_CLAUSE.fullmatch(clause)
    return bool(happened and _HAS_HAPPENED.search(clause))
