"""Thirty orders in one unit's group over a night: nobody meets a wall, nothing is lost, the urgent stands first."""

from __future__ import annotations

from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk, local
from tests.stories.town import order

Told = tuple[str, str, str]
WAVES = ("18:00", "18:20", "18:40")


def number(index: int) -> str:
    return f"2026111800{index:04d}"


def _thirty(desk: StoryDesk) -> list[str]:
    """Three waves of ten, of seven days each, that their unit does not take."""
    numbers = []
    for wave, clock in enumerate(WAVES):
        desk.advance_to(clock)
        for index in range(wave * 10, wave * 10 + 10):
            desk.walks_to_assigned(number(7001 + index), dispatched=f"2026-11-18 {clock}:00", limit="7天")
            numbers.append(number(7001 + index))
            desk.machine_passes(seconds=10)
    return numbers


def _through_the_night(desk: StoryDesk) -> list[Told]:
    """What unit and head were told: the desk's moment, the chat and the words."""
    desk.all_read()
    evening = [f"{hour}:{minute:02d}" for hour in range(19, 24) for minute in range(0, 60, 10)]
    small_hours = [f"{hour:02d}:{minute:02d}" for hour in range(10) for minute in range(0, 60, 10)]
    told = [each for clock in evening for each in _walk(desk, clock)]
    told += _walk(desk, small_hours[0], days=1)
    return told + [each for clock in small_hours[1:] for each in _walk(desk, clock)]


def _walk(desk: StoryDesk, clock: str, *, days: int = 0) -> list[Told]:
    desk.advance_to(clock, days=days)
    return _new(desk)


def _new(desk: StoryDesk) -> list[Told]:
    at, found = f"{desk.now:%d %H:%M}", []
    for name, chat in (("group", desk.group("wrQINGHE")), ("head", desk.direct("chenzr"))):
        found += [(at, name, message.text) for message in chat.unread()]
    desk.all_read()
    return found


def test_thirty_orders_not_taken_are_one_message_by_night_and_one_at_seven(desk_at: OpenDesk) -> None:
    desk = desk_at("17:50")
    numbers = _thirty(desk)
    told = _through_the_night(desk)
    for name in ("group", "head"):
        night = [(at, text) for at, chat, text in told if chat == name and "18 21:30" <= at <= "19 09:00"]
        assert [at for at, _text in night] == ["18 21:30", "19 07:00", "19 08:00", "19 09:00"]
        assert all(number in text for _at, text in night for number in numbers)
    _everything_has_its_end(desk)


def test_orders_that_fall_due_all_through_the_night_are_told_of_once_an_hour(desk_at: OpenDesk) -> None:
    desk = desk_at("22:00")
    numbers = []
    for index in range(30):
        desk.advance_to(f"{22 + (index * 3) // 60}:{(index * 3) % 60:02d}")
        dispatched = f"2026-11-18 {desk.now:%H:%M}:00"
        desk.pastes("zuoxi04", order(number(7001 + index), dispatched=dispatched, limit="7天"))
        for command, rest in (("签收", ""), ("初核", " 夜间"), ("转办", " 青禾")):
            desk.says("zuoxi04", f"/{command} {number(7001 + index)}{rest}")
        numbers.append(number(7001 + index))
        desk.machine_passes(seconds=30)
    desk.all_read()
    told = _walk(desk, "00:00", days=1)
    for clock in [f"{hour:02d}:{minute:02d}" for hour in range(9) for minute in range(0, 60, 5)][1:]:
        told += _walk(desk, clock)
    for name in ("group", "head"):
        night = [(at, text) for at, chat, text in told if chat == name and at < "19 07:00"]
        assert 1 <= len(night) <= 4
        assert all(any(number in text for _at, text in night) for number in numbers)
        morning = [at for at, chat, _text in told if chat == name and "19 07:00" <= at <= "19 08:00"]
        assert morning[0] == "19 07:00" and len(morning) <= 3
    _everything_has_its_end(desk)


def test_urgent_order_stands_first_in_a_list_and_is_not_held(desk_at: OpenDesk) -> None:
    desk = desk_at("10:00")
    desk.walks_to_assigned(number(7001), dispatched="2026-11-18 10:00:00", limit="7天")
    desk.walks_to_assigned(number(7002), dispatched="2026-11-18 10:00:00", limit="7天", 紧急程度="特急")
    desk.all_read()
    desk.advance_to("11:00")
    pushed = desk.group("wrQINGHE").expects("共2件", "紧急·受理")
    assert pushed.text.index(number(7002)) < pushed.text.index(number(7001))


def test_nudge_by_night_waits_for_the_morning_and_says_so(desk_at: OpenDesk) -> None:
    desk = desk_at("22:00")
    desk.pastes("zuoxi04", order(dispatched="2026-11-18 22:00:00", limit="7天"))
    for command in ("/签收 4512", "/初核 4512 夜间", "/转办 4512 青禾"):
        desk.says("zuoxi04", command)
    desk.all_read()
    assert "夜间不打扰单位，明天07:30再催受理" in desk.says("zuoxi04", "/催办 4512")
    assert "夜间不打扰单位，提醒已排在07:30发" in desk.says("zuoxi04", "/催办 4512")
    desk.group("wrQINGHE").expects_nothing()
    desk.advance_to("00:05", days=1)
    assert "已催" not in desk.says("zuoxi01", "/催办 4512")
    _everything_has_its_end(desk)


def test_by_night_the_agent_is_not_asked_to_phone_a_citizen(desk_at: OpenDesk) -> None:
    desk = desk_at("22:00")
    desk.pastes("zuoxi04", order(dispatched="2026-11-18 22:00:00"))
    desk.says("zuoxi04", "/签收 4512")
    desk.advance_to("22:05")
    desk.direct("zuoxi04").expects("初核提醒", "夜间不打电话，请写：/初核", "夜间")


def test_walk_over_the_morning_tells_what_was_held_when_it_is_released(desk_at: OpenDesk) -> None:
    desk = desk_at("06:00")
    desk.walks_to_assigned(dispatched="2026-11-18 06:00:00", limit="7天")
    desk.advance_to("07:35")
    [held] = [
        each for each in desk.ticket().shape["deliveries"] if each["step"] == "-50%" and each["stage"] == "accept"
    ]
    assert local(held["sent_at"]) == "18 07:30"


def _everything_has_its_end(desk: StoryDesk) -> None:
    balance = desk.api("/delivery")
    assert balance["failed"] == balance["unknown"] == balance["pending"] == 0
    assert balance["due"] == balance["sent"] + balance["superseded"] + balance["held"]
