"""Three calls about one building are told to the supervisors once, and again only when they have doubled."""

from __future__ import annotations

from functools import partial

from models.queries import tickets as queries
from models.study import TicketWords
from rules.claim_words import grams
from tests.stories import town
from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk

BUILDING = "青禾家园二期3号楼"
COLD = "市民反映暖气不热，室温仅14度，要求处理。"


def _number(n: int) -> str:
    return f"202611180046{n:02d}"


def _calls(desk: StoryDesk, n: int, **more: str) -> None:
    fields = {"问题点位": f"{BUILDING}{n}单元{n}01", "主要内容": COLD, "来电人": f"李建{n}", **more}
    desk.pastes("zuoxi02", town.order(_number(n), 联系电话=f"1391111{n:04d}", **fields))


def _looks(desk: StoryDesk) -> None:
    desk.runtime.chores.learn()
    desk.runtime.send()


def test_three_calls_about_one_building_are_one_notice_and_six_another(desk_at: OpenDesk) -> None:
    desk = desk_at("10:00")
    calls, looks = partial(_calls, desk), partial(_looks, desk)
    calls(1)
    calls(2, 问题点位="青禾家园二期三号楼")
    looks()
    desk.group("wrSUPERVISORS").expects_nothing()
    calls(3, 问题点位="青禾家园二期3#楼1单元301")
    looks()
    told = desk.group("wrSUPERVISORS").expects("热点提示", "3号楼", "3件", _number(1), _number(3))
    assert not any(word in told.text for word in ("李建", "1391111", "301"))
    calls(4)
    looks()
    looks()
    desk.group("wrSUPERVISORS").expects_nothing()
    calls(5, 主要内容="扬言不供暖就闹事。", 来电人="赵铁柱")
    calls(6)
    looks()
    again = desk.group("wrSUPERVISORS").expects("热点提示", "翻番", "含敏感件1件", _number(6))
    assert _number(5) not in again.text and "闹事" not in again.text

    hot = desk.says("sunzr", "/统计 热点", "wrSUPERVISORS")
    assert hot.startswith("【热点】现在：1处\n11-18 10:00起｜") and "6件" in hot and _number(6) in hot
    assert not any(word in hot for word in (_number(5), "闹事", "赵铁柱", "1391111"))
    assert hot.splitlines()[1:] == desk.says("sunzr", "/统计 热点 今天").splitlines()[1:]
    assert desk.says("sunzr", "/统计 热点 昨天") == "【热点】2026年11月17日：没有"


def test_only_sensitive_calls_are_counted_and_a_corrected_place_is_looked_at_again(desk_at: OpenDesk) -> None:
    desk = desk_at("10:00")
    calls, looks = partial(_calls, desk), partial(_looks, desk)
    for n in (1, 2, 3):
        calls(n, 主要内容="扬言不供暖就闹事。")
    desk.all_read()
    looks()
    told = desk.group("wrSUPERVISORS").expects("热点提示", "敏感件聚集", "含敏感件3件，不列明细")
    assert not any(word in told.text for word in ("3号楼", "闹事", "供暖", _number(1), _number(2), _number(3)))
    calls(4, 问题点位="北柳家园1号楼", 主要内容="楼道灯坏了。")
    calls(5, 问题点位="北柳家园1号楼", 主要内容="下水返味严重。")
    calls(6, 问题点位="北柳家园7号楼", 主要内容="外墙皮脱落砸车。")
    looks()
    desk.group("wrSUPERVISORS").expects_nothing()
    desk.says("zuoxi02", f"/更正 {_number(6)} 地址 北柳家园1号楼")
    looks()
    desk.group("wrSUPERVISORS").expects("热点提示", "北柳家园1号楼", _number(6))
    desk.says("zuoxi02", f"/更正 {_number(4)} 内容 电梯停运三天。")
    looks()
    with desk.runtime.database.reading() as session:
        ticket = queries.latest_round(session, _number(4))
        assert ticket is not None and "电梯停运" in (ticket.content or "")
        assert session.get_one(TicketWords, ticket.id).grams == grams(ticket.title, ticket.content).tobytes()
