"""What makes an order sensitive, and what only sounds like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.half_width import half_width
from rules.sensitive import CROWD, EMERGENCY, FLAGS, REPORT, THREAT, UNREST, is_sensitive, signs


def flags(text: str, people: int | None = None, marked: tuple[str, ...] = ()) -> set[str]:
    return {sign.flag for sign in signs(text, people, marked)}


@pytest.mark.parametrize(
    "text",
    [
        "市民扬言不解决就跳楼。",
        "来电人称活不下去了，情绪激动",
        "再不解决就从楼上跳下去，一死了之",
        "对方威胁要打死我，不敢回家",
        "邻居拿刀砍人，已报警",
        "称要和物业同归于尽",
        "市民表示要喝农药",
        "不给个说法就去堵门",
        "若本周不解决将到乡政府门口集体讨说法，言语激动",
        "业主准备拉横幅",
        "扬言要放火烧了物业办公室",
        "他说要弄死社区主任",
        "来电人留下遗书",
        "情绪激动，可能采取极端行为",
        "说要炸了售楼处，炸死他们",
        "没有人管就自杀",
    ],
)
def test_threat_against_oneself_or_others(text: str) -> None:
    assert THREAT in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "商场跳楼价促销扰民",
        "跳楼大甩卖喇叭噪音",
        "楼下炸鸡店油烟大",
        "炸串摊占道",
        "自杀式降价涉嫌不正当竞争",
        "理发店给孩子烫了爆炸头",
        "有人砍树，绿化被破坏",
        "物业砍掉了三棵树",
        "申请消杀，蟑螂多，希望杀虫",
        "秒杀活动不发货",
        "集市上宰杀活鸡",
        "车辆堵门停放，无法出入",
        "外卖车堵路",
        "去年上访过一次，已答复",
        "小区拉横幅宣传垃圾分类",
        "担心被打击报复",
        "市民未扬言，情绪平稳",
        "没有轻生倾向",
        "要求物业出具说法",
        "天气热死人",
        "护坡垮塌严重威胁业主的人身财产安全",
        "楼顶广告牌像定时炸弹",
        "噪音吵死人了",
    ],
)
def test_what_only_sounds_like_a_threat(text: str) -> None:
    assert THREAT not in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "二十多名业主聚集在售楼处",
        "代表全楼居民反映停暖",
        "几十户居民联名投诉",
        "工人集体到乡政府讨薪",
        "上百名家长要求退费",
        "众多业主反映电梯故障",
        "多户居民家中漏水",
        "群体性事件",
    ],
)
def test_crowd(text: str) -> None:
    assert CROWD in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "希望照顾老年居民群体",
        "弱势群体补贴发放",
        "在业主群里看到通知",
        "微信群内发布广告",
        "人民群众反映强烈",
        "群众反映路灯不亮",
        "隔壁群租房扰民",
        "被物业踢出群",
        "特殊群体免费乘车咨询",
        "有人聚集性聚餐",
        "三户居民共用水表",
    ],
)
def test_group_words_that_are_no_crowd(text: str) -> None:
    assert CROWD not in flags(text)


def test_number_of_people_makes_a_crowd() -> None:
    assert [(sign.flag, sign.why, sign.words) for sign in signs("停水", 31)] == [(CROWD, "people", "31")]
    assert flags("停水", 5) == {CROWD}
    assert flags("停水", 4) == set()


@pytest.mark.parametrize(
    "text",
    [
        "3号楼着火了，快来人",
        "楼道内电动车起火冒烟",
        "家中有煤气味",
        "闻到很浓的燃气味",
        "居民闻到较浓煤气味，已通知燃气公司",
        "天然气泄漏",
        "施工把燃气管挖断了",
        "围墙倒塌压住行人",
        "平房有坍塌危险",
        "老人被困电梯",
        "电梯困人",
        "有人受伤流血",
        "孩子被砸伤",
        "有人昏迷不醒",
        "电线掉落致人触电",
        "小区食堂食物中毒",
        "有人坠楼",
        "小区3号楼发生火灾，已报119",
        "充电引发火灾，烧毁两辆车",
        "护栏锈蚀，随时可能倒塌",
        "有人要跳楼",
        "孩子溺水",
    ],
)
def test_emergency(text: str) -> None:
    assert EMERGENCY in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "这家店火了，门口排队噪音大",
        "火锅店油烟扰民",
        "消防通道被占用",
        "楼道堆物存在火灾隐患",
        "飞线充电容易引发火灾",
        "担心电动车起火",
        "灭火器过期",
        "防火门损坏",
        "去年失火后一直没修",
        "摔伤要求赔偿",
        "在工地受伤，申请工伤认定",
        "信息泄露，个人电话被泄漏",
        "暖气管道漏水",
        "手机中毒无法使用",
        "烧烤摊冒烟呛人",
        "市民发火，与物业争吵",
        "交煤气费排队",
        "电梯经常困人，要求更换",
        "信息爆炸时代",
        "知识爆炸",
        "油炸食品气味大",
        "咨询进城贫困人口补贴",
        "小区旁有一液化气站",
        "堆物存在火灾安全隐患",
        "一旦发生火灾消防车进不来",
        "护坡松动容易造成人员伤亡",
    ],
)
def test_what_only_sounds_like_an_emergency(text: str) -> None:
    assert EMERGENCY not in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "举报村书记受贿，要求保密。",
        "反映社区主任优亲厚友，低保不公",
        "举报城管队员打人",
        "实名反映某科长吃拿卡要",
        "举报邻居在家聚众赌博",
        "举报出租屋内有人吸毒",
        "检举某公司非法集资",
        "村干部挪用公款",
        "投诉民警殴打群众",
    ],
)
def test_report_against_people_or_officials(text: str) -> None:
    assert REPORT in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "咨询举报电话是多少",
        "举报占道经营",
        "举报餐馆油烟扰民",
        "举报信箱在哪里",
        "举报违建，已多次反映",
        "反映社区主任不接电话",
        "投诉工作人员态度不好",
        "咨询有奖举报流程",
        "店铺被举报后仍营业",
    ],
)
def test_what_is_no_report_against_people(text: str) -> None:
    assert REPORT not in flags(text)


def test_each_sign_says_why() -> None:
    found = {sign.flag: sign for sign in signs("市民扬言不解决就跳楼，代表全楼居民", 31, ("涉稳", "督办"))}
    assert (found[THREAT].why, found[THREAT].words) == ("words", "扬言")
    assert (found[EMERGENCY].why, found[EMERGENCY].words) == ("words", "跳楼")
    assert found[UNREST].why == found["督办"].why == "marked"
    assert list(found) == [THREAT, UNREST, CROWD, EMERGENCY, "督办"]


def test_marks_of_how_an_order_is_followed_are_not_sensitive() -> None:
    assert not is_sensitive(["督办", "领导批示", "疑难", "挂账"])
    assert is_sensitive(["督办", "扬言"])
    # A mark nobody has explained to us keeps the matter out of groups.
    assert is_sensitive(["信访重点"])


@given(st.text(alphabet="扬言跳楼火灾群里报书记受贿着了，。5人困伤煤气味要去年可能隐患举 \n", max_size=80))
def test_whatever_is_written_is_read_and_every_sign_stands_in_it(text: str) -> None:
    for sign in signs(text):
        assert sign.flag in FLAGS
        assert sign.why == "words" and sign.words and sign.words in half_width(text)


@given(st.text(max_size=200), st.sets(st.sampled_from(FLAGS)))
def test_what_the_platform_marked_stays_marked(text: str, marked: set[str]) -> None:
    assert marked <= flags(text, None, tuple(marked))
