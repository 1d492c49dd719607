"""The sender is woken after each commit that puts a message, and not after every answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.stories.desk import StoryDesk
from tests.stories.town import order


@dataclass
class Waking:
    jobs: list[str] = field(default_factory=list)

    def wake(self, job: str, *ids: int) -> None:
        self.jobs.append(job)


def test_sender_is_woken_by_what_puts_a_message_only(desk: StoryDesk) -> None:
    waking = Waking()
    desk.runtime.dispatcher.waker = waking
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实", "/待办", "/查 4512"):
        desk.says("zuoxi02", command)
    assert waking.jobs == []
    desk.says("zuoxi02", "/转办 4512 青禾")
    assert waking.jobs == ["send_outbox"]
