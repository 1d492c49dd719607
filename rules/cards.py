"""Which push to a person is a card, with which buttons, and the typed words that each button stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

# The platform lets a card be changed for so long; older ones are answered kindly and do nothing.
CARD_LIFE = timedelta(hours=72)


@dataclass(frozen=True)
class Button:
    """One button: tapping it is typing `typed`, where {no} is the number of the order, {request} and {change} theirs.

    `asks`: what comes back is a question, so the card stays open and may be tapped again.
    """

    key: str
    text: str
    typed: str
    asks: bool = False

    def words(self, *, no: str | None, request: int | None, unit: str | None, change: int | None = None) -> str:
        """Return what somebody would type instead of tapping."""
        return self.typed.format(no=no or "", request=request or "", unit=unit or "", change=change or "")


SIGNED = Button("sign", "已签收", "/签收 {no}")
TRUE = Button("verify_true", "打通，属实", "/初核 {no} 属实")
UNREACHED = Button("verify_unreached", "没打通", "/初核 {no} 未接通")
WRONG = Button("verify_wrong", "不符", "/初核 {no} 不符", asks=True)
BY_NIGHT = Button("verify_night", "夜间，白天再打", "/初核 {no} 夜间")
ASSIGN = Button("assign", "转办{unit}", "/转办 {no} {unit}")
NOBODY_ANSWERED = Button("followup_unreached", "没打通", "/回访 {no} 未接通")
UNIT_TOLD = Button("called", "已打通", "/电催 {no} 已通")
UNIT_SILENT = Button("not_called", "没打通", "/电催 {no} 未通")
LOOKED = Button("patrol", "已查看平台", "/巡检")
ACCEPTED = Button("accept", "收到，受理", "/受理 {no}")
CONTACTED = Button("contacted", "已联系", "/首联 {no}")
NOT_CONTACTED = Button("not_contacted", "没打通", "/首联 {no} 没打通")
# What a unit says in its own words, so that what is still missing is asked for and may follow by itself.
EXTEND = Button("extend", "申请延期", "{no} 申请延期", asks=True)
APPROVE = Button("approve", "批准", "/同意 {request}")
REJECT = Button("reject", "驳回", "/驳回 {request}")
SUBMITTED = Button("submitted", "已报平台", "/已报 {request}")
ON_DUTY = Button("take_over", "已接班", "/交班 接班")
SWAP = Button("swap", "同意", "/换班 同意 {change}")
MORE_HANDS = Button("more_hands", "加派人手", "/值班 加派")
ASSIGN_FIRST = Button("assign_first", "先派单", "/值班 先派单")
NO_SWAP = Button("no_swap", "不同意", "/换班 不同意 {change}")

# What a push is about -> its buttons. `desk` is the agent on duty (or whom the order names), `unit` the unit's head,
# `officials` are supervisors and leaders. A push that is not here, or tells of several matters, goes out as text.
# Never here: 办结, 退单, the verdict of 回访, 已回复: what is costly takes words. A sensitive order is read as a whole.
CARDS: Mapping[str, tuple[Button, ...]] = {
    "desk:sign": (SIGNED,),
    "desk:verify": (TRUE, UNREACHED, WRONG),
    "desk:verify_by_night": (BY_NIGHT,),
    "desk:assign": (ASSIGN,),
    "desk:follow_up": (NOBODY_ANSWERED,),
    "desk:accept": (UNIT_TOLD, UNIT_SILENT),
    "desk:first_contact": (UNIT_TOLD, UNIT_SILENT),
    "desk:handle": (UNIT_TOLD, UNIT_SILENT),
    "desk:promise": (UNIT_TOLD, UNIT_SILENT),
    "desk:please_phone": (UNIT_TOLD, UNIT_SILENT),
    "desk:task:verify": (TRUE, UNREACHED),
    "desk:task:follow_up": (NOBODY_ANSWERED,),
    "desk:patrol": (LOOKED,),
    "desk:request:submit": (SUBMITTED,),
    "desk:hand_over": (ON_DUTY,),
    "desk:swap": (SWAP, NO_SWAP),
    "unit:accept": (ACCEPTED,),
    "unit:first_contact": (CONTACTED, NOT_CONTACTED),
    "unit:handle": (EXTEND,),
    "officials:request:endorse": (APPROVE, REJECT),
    "officials:backlog": (MORE_HANDS, ASSIGN_FIRST),
}
