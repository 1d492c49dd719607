"""Reads pasted work orders into typed fields, and says what is missing and what is doubtful."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo

from rules.half_width import half_width
from rules.masking import mask_text
from rules.order_heads import tells_a_dispatch
from rules.order_layouts import carries_fields, cut_orders
from rules.order_reading import read_order
from rules.order_text import NormalText, normal_text
from rules.order_values import Doubt, PastedOrder, Source
from rules.order_written import Written, labelled
from rules.ticket_number import Patterns, find_numbers

__all__ = ["Doubt", "PastedOrder", "Source", "is_whole_order", "looks_like_order", "read_orders", "shows_caller"]


def read_orders(text: str, *, patterns: Patterns, pasted_at: datetime, tz: tzinfo) -> list[PastedOrder]:
    """Return the orders in `text`, in reading order; never raises and never invents a number.

    `pasted_at` gives a time without a date its day when the paste names none. One number is one order;
    numbers of history lines are no orders; a part without a number is a draft only when it carries fields.
    """
    normal = normal_text(text, patterns)
    plain = half_width(normal.text)
    read = (read_order(normal.text, plain, part, pasted_at, tz) for part in cut_orders(plain, patterns))
    return [_as_pasted(order, normal, text) for order in read]


def _as_pasted(order: PastedOrder, normal: NormalText, text: str) -> PastedOrder:
    """Lead what was read in the normal form back to where it stands in the paste."""
    sources = tuple(Source(each.field, *normal.pasted(each.start, each.end)) for each in order.sources)
    apart = [text[each.start : each.end] for each in sources if each.field == "ticket_no"]
    doubts = (Doubt("ticket_no", order.ticket_no or "", "spaced") for each in apart if " " in half_width(each))
    return replace(
        order,
        start=normal.origin[order.start],
        end=normal.origin[order.end],
        doubtful=(*doubts, *order.doubtful),
        sources=sources,
    )


def shows_caller(text: str, patterns: Patterns) -> bool:
    """Tell whether a pasted order shows who called: by a field of its own, or in the words of the matter."""
    plain = half_width(normal_text(text, patterns).text)
    written = labelled(plain)
    if not _is_order(plain, written, patterns):
        return False
    fields = {entry.field for entry in written if entry.text.strip("*/ 无")}
    if fields & {"caller_name", "caller_phone"}:
        return True
    numbers = [found.text for found in find_numbers(text, patterns)]
    return mask_text(text, numbers_to_keep=numbers) != text


def looks_like_order(text: str, patterns: Patterns = ()) -> bool:
    """Tell whether a message without a command is a pasted order: labels of an order, a table of them, or a number
    with loose words of a dispatch beside it."""
    plain = half_width(normal_text(text, patterns).text)
    return _is_order(plain, labelled(plain), patterns)


def is_whole_order(text: str, patterns: Patterns) -> bool:
    """Tell whether a text is the order itself and no word about one: its matter stands there beside other fields."""
    parts = cut_orders(normal_text(text, patterns).text, patterns)
    fields = [{entry.field for entry in part.written if entry.text} for part in parts]
    return any("content" in each and len(each) >= _WHOLE_FROM for each in fields)


_WHOLE_FROM = 5


def _is_order(plain: str, written: list[Written], patterns: Patterns) -> bool:
    parts = cut_orders(plain, patterns)
    if any(carries_fields(part.written) for part in parts):
        return True
    fields = {entry.field for entry in written if entry.text}
    numbered = any(part.number for part in parts)
    return numbered and (bool(fields & {"caller_name", "caller_phone", "content"}) or tells_a_dispatch(plain))
