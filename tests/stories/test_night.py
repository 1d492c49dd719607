"""By night people sleep: units hear of ordinary matters in the morning at once, of urgent ones immediately."""

from __future__ import annotations

from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD, order

_EVENING = "2026-11-18 21:00:00"


def _assigned_in_the_evening(desk: StoryDesk, number: str, **more: str) -> None:
    desk.pastes("zuoxi04", order(number, dispatched=_EVENING, **more))
    for command in (f"/签收 {number}", f"/初核 {number} 未接通", f"/转办 {number} 青禾"):
        desk.says("zuoxi04", command)


def test_what_a_unit_should_hear_by_night_waits_for_one_message_in_the_morning(desk_at: OpenDesk) -> None:
    desk = desk_at("06:00")
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number, dispatched="2026-11-18 06:00:00", limit="7天")
    desk.advance_to("07:29")
    desk.group("wrQINGHE").expects_nothing()
    assert desk.api("/delivery")["held"] == 2
    desk.advance_to("07:30")
    desk.group("wrQINGHE").expects("共2件", NUMBER, SECOND)
    desk.group("wrQINGHE").expects_nothing()


def test_urgent_matters_come_by_night_at_once(desk_at: OpenDesk) -> None:
    desk = desk_at("21:00")
    _assigned_in_the_evening(desk, NUMBER, limit="2小时")
    desk.all_read()
    desk.advance_to("21:40")
    desk.group("wrQINGHE").expects("受理", NUMBER)


def test_what_the_night_held_is_not_said_any_more_once_a_higher_step_has_said_it(desk_at: OpenDesk) -> None:
    desk = desk_at("21:00")
    _assigned_in_the_evening(desk, NUMBER, limit="7天")

    def ends() -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in desk.ticket().shape["deliveries"]:
            if row["stage"] == "accept":
                found.setdefault(row["step"], set()).add(row["state"])
        return found

    desk.advance_to("22:01")
    assert ends() == {"-50%": {"held"}}
    desk.advance_to("23:01")
    assert ends()["-50%"] == {"superseded"} and "held" not in set().union(*ends().values())


def test_citizen_is_not_called_by_night(desk_at: OpenDesk) -> None:
    desk = desk_at("21:00")
    desk.pastes("zuoxi04", order(dispatched=_EVENING))
    desk.advance_to("21:35")
    desk.says("zuoxi04", "/签收 4512")
    assert "下次拨打：明天07:30" in desk.says("zuoxi04", "/初核 4512 夜间")
    desk.all_read()
    desk.advance_to("07:29", days=1)
    assert not [m for m in desk.direct("zuoxi01").unread() + desk.direct("zuoxi04").unread() if "初核电话" in m.text]
    desk.advance_to("07:30")
    assert [m for m in desk.direct("zuoxi02").unread() if "初核电话" in m.text]


def test_first_contact_stands_still_by_night(desk_at: OpenDesk) -> None:
    desk = desk_at("21:00")
    _assigned_in_the_evening(desk, NUMBER)
    # accept 1 h 55 min + 3 h 36 min of contact, of which half an hour is left before the night.
    due = desk.ticket().due("first_contact")
    assert due > "19 07:30"


def test_overdue_acceptance_is_told_once_by_night_and_again_from_seven(desk_at: OpenDesk) -> None:
    desk = desk_at("21:00")
    _assigned_in_the_evening(desk, NUMBER)
    desk.advance_to("22:50")
    desk.all_read()
    desk.advance_to("23:00")
    desk.direct("chenzr").expects("受理超时", NUMBER)
    desk.all_read()
    desk.advance_to("06:59", days=1)
    assert not [message for message in desk.direct("chenzr").unread() if "受理" in message.text]
    desk.advance_to("07:31")
    assert [message for message in desk.direct("chenzr").unread() if "受理超时" in message.text]


def test_unsigned_order_goes_on_reaching_the_supervisor_by_night_though_others_wait_for_the_morning(
    desk_at: OpenDesk,
) -> None:
    desk = desk_at("09:00")
    for number, minute in ((NUMBER, "09:09"), (SECOND, "09:29")):
        desk.advance_to(minute)
        desk.walks_to_assigned(number, dispatched="2026-11-18 09:00:00")
    # Two contacts are overdue, and what is repeated of them waits for the day.
    desk.advance_to("21:50")
    assert desk.api("/delivery")["held"]
    desk.pastes("zuoxi04", order(THIRD, dispatched="2026-11-18 21:50:00"))
    desk.advance_to("22:10")
    desk.all_read()
    desk.advance_to("23:20")
    told = [message.text for message in desk.direct("sunzr").unread() if THIRD in message.text]
    assert told, "nobody was told for more than an hour"
