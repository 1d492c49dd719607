"""What waited while the shift changed reaches whoever is on duty when it is said, and nobody who has gone home."""

from __future__ import annotations

from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk, local
from tests.stories.town import NUMBER, SECOND, order


def _unchecked(desk: StoryDesk, number: str, at: str) -> None:
    desk.pastes("zuoxi03", order(number, dispatched=f"2026-11-18 {at}:00"))
    desk.says("zuoxi03", f"/签收 {number}")


def _repeat_held_over_six(open_desk: OpenDesk) -> StoryDesk:
    """The second order's repeats share an hour with those of the first: the next is said at twenty past six."""
    desk = open_desk("16:50")
    _unchecked(desk, NUMBER, "16:50")
    desk.advance_to("17:05")
    _unchecked(desk, SECOND, "17:05")
    desk.advance_to("18:15")
    desk.all_read()
    return desk


def test_reminder_held_over_the_change_of_shifts_goes_to_the_agent_who_is_there(desk_at: OpenDesk) -> None:
    desk = _repeat_held_over_six(desk_at)
    desk.advance_to("18:30")
    desk.direct("zuoxi04").expects("初核已超", SECOND)
    desk.group("wrDESK").expects("初核已超", SECOND, mentions=["zuoxi04"])
    desk.direct("zuoxi03").expects_nothing()


def test_record_keeps_whom_a_held_reminder_was_meant_for_and_whom_it_reached(desk_at: OpenDesk) -> None:
    desk = _repeat_held_over_six(desk_at)
    desk.advance_to("18:30")
    told = [
        row
        for row in desk.ticket(SECOND).shape["deliveries"]
        if local(row["release_at"] or row["due_at"]) == "18 18:20"
    ]
    by_person = {row["person"]: row["state"] for row in told if row["audience"] == "on_duty"}
    assert by_person == {"zuoxi03": "superseded", "zuoxi04": "sent", None: "sent"}
    balance = desk.api("/delivery")
    assert balance["due"] == sum(balance[end] for end in ("sent", "superseded", "failed", "unknown", "pending", "held"))


def test_preview_names_the_agent_who_will_be_there(desk_at: OpenDesk) -> None:
    desk = desk_at("16:50")
    _unchecked(desk, NUMBER, "16:50")
    desk.advance_to("17:05")
    _unchecked(desk, SECOND, "17:05")
    desk.advance_to("17:30")
    shown = desk.says("zuoxi03", f"/提醒预览 {SECOND} 19:00")
    [line] = [line for line in shown.splitlines() if "18:20" in line]
    assert "王一凡" in line and "郑岚" not in line
