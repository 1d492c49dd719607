"""The rows of an intake: each is read by itself, so that one bad row does not hold up the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationError, WrapValidator
from pydantic.functional_validators import ModelWrapValidatorHandler

from actions.orders import Order
from rules.half_width import half_width
from rules.masking import mask_text
from rules.order_fields import read_platform
from rules.stages import Grade, State
from rules.ticket_number import is_id_card
from texts.api import field_problems
from web.api.moments import Moment, in_zone
from web.api.schemas import Asked, Shown

MAX_ROWS = 500
_PATH_SEPARATORS = re.compile(r"\s*[/>＞→|]\s*")
_MOMENTS = (
    "reported_at",
    "first_dispatched_at",
    "deadline_at",
    "signed_at",
    "verified_at",
    "assigned_at",
    "accepted_at",
    "contacted_at",
    "resolved_at",
    "replied_at",
)
_LISTS = ("category_path", "assist_units", "special_flags")


def _split_path(written: Any) -> Any:
    return [part for part in _PATH_SEPARATORS.split(written) if part] if isinstance(written, str) else written


def _up_to(longest: int) -> StringConstraints:
    # Line breaks and tabs may stand in a text; other control characters are damage, and NUL breaks a database.
    pattern = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"
    return StringConstraints(strip_whitespace=True, max_length=longest, pattern=pattern)


def _half_width(written: object) -> object:
    return half_width(written) if isinstance(written, str) else written


def _no_identity(number: str) -> str:
    """A phone or an identity number in the place of the order's would be printed in groups."""
    if is_id_card(number) or mask_text(number) != number:
        raise ValueError("像是电话、证件号或姓名，请填工单编号")
    return number


def _one_word(platform: str) -> str:
    if read_platform(platform) != platform:
        raise ValueError("请填平台简称，不带空格、电话和姓名")
    return platform


_NUMBER = r"^[\w.\-:#()（）]*\d[\w.\-:#()（）]*$"
TicketNo = Annotated[
    str,
    BeforeValidator(_half_width),
    StringConstraints(strip_whitespace=True, max_length=64, pattern=_NUMBER),
    AfterValidator(_no_identity),
]
Tag = Annotated[str, _up_to(20)]
Short = Annotated[str, _up_to(60)]
# A platform's name is printed in groups and stands before numbers in commands: one word.
Platform = Annotated[str, _up_to(40), AfterValidator(_one_word)]
Name = Annotated[str, _up_to(100)]
Line = Annotated[str, _up_to(280)]
Content = Annotated[str, _up_to(20_000)]
CategoryPath = Annotated[list[Short], Field(max_length=10), BeforeValidator(_split_path)]


class IntakeRow(Asked):
    """One order; everything but its number may be missing."""

    ticket_no: TicketNo
    platform: Platform | None = None
    kind: Tag | None = None
    grade: Grade | None = None
    category_path: CategoryPath | None = None
    title: Line | None = None
    content: Content | None = None
    address: Line | None = None
    community: Name | None = None
    caller_name: Short | None = None
    caller_phone: Short | None = None
    confidential: Annotated[bool, Field(strict=True)] | None = None
    reported_at: Moment | None = None
    first_dispatched_at: Moment | None = None
    deadline_at: Moment | None = None
    limit_text: Short | None = None
    urgency: Tag | None = None
    lead_unit: Name | None = None
    assist_units: Annotated[list[Name], Field(max_length=20)] | None = None
    special_flags: Annotated[list[Tag], Field(max_length=20)] | None = None
    state: State | None = None
    signed_at: Moment | None = None
    verified_at: Moment | None = None
    assigned_at: Moment | None = None
    accepted_at: Moment | None = None
    contacted_at: Moment | None = None
    resolved_at: Moment | None = None
    replied_at: Moment | None = None

    def as_order(self, zone: tzinfo) -> Order:
        """Return the order; empty texts count as missing, local times are those of `zone`."""
        said: dict[str, Any] = {name: value or None for name, value in self}
        said |= {name: in_zone(said[name], zone) for name in _MOMENTS}
        said |= {name: tuple(filter(None, said[name] or ())) for name in _LISTS}
        said["confidential"] = bool(self.confidential)
        return Order(**said)


@dataclass(frozen=True)
class UnreadRow:
    """A row that cannot be taken, and why; its number where it can be told."""

    ticket_no: str | None
    reason: str


def _row_or_reason(written: Any, read: ModelWrapValidatorHandler[IntakeRow]) -> IntakeRow | UnreadRow:
    try:
        return read(written)
    except ValidationError as error:
        number = written.get("ticket_no") if isinstance(written, dict) else None
        known = number[:64].encode(errors="replace").decode() if isinstance(number, str) else None
        return UnreadRow(known, field_problems(error.errors(include_input=False)))


class Intake(Asked):
    tickets: Annotated[list[Annotated[IntakeRow, WrapValidator(_row_or_reason)]], Field(max_length=MAX_ROWS)]


class RowResult(Shown):
    ticket_no: str | None
    outcome: Literal["created", "unchanged", "updated", "reopened", "rejected"]
    reason: str | None


class IntakeResults(Shown):
    results: list[RowResult]
