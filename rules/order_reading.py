"""Fills one pasted order from its labelled fields first, from its loose words second."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime, tzinfo

from rules import order_callers as callers
from rules import order_fields as read
from rules.half_width import half_width
from rules.order_deadlines import compare_limits, compare_moments, read_limits, read_times
from rules.order_draft import OrderReading
from rules.order_heads import LOOKALIKES
from rules.order_layouts import OrderText, sender_line
from rules.order_values import Doubt, PastedOrder

_WITHOUT_PLACE = frozenset({"咨询", "表扬", "感谢"})
_NAMES = frozenset(field.name for field in fields(PastedOrder))
_TAG_URGENCY = re.compile(r"(?:【|\[)\s*(?P<value>特急|紧急|加急)\s*(?:件|工单)?\s*(?:】|\])")
_MENTIONED = re.compile(r"@(?P<value>[一-鿿]{2,10}(?:社区|村))")
# Shorter ones are no number, and eleven digits or eighteen may be somebody's.
_ODD_NUMBER = re.compile(r"[0-9]{12,17}|[0-9]{19,24}")
_NOISE_LINE = re.compile(
    r"\s*(?:@|[-=—_*~─━]{4,}|派单|请于|请在|务必|[\W\d_]*$|第?[一二三四五六七八九十0-9]{1,2}[、.件单]\s*$)|.*(?:新单|新工单|待签收|请签收|请查收|收到请回|请及时)[^,。]{0,8}$"
)


def read_order(text: str, plain: str, part: OrderText, pasted_at: datetime, tz: tzinfo) -> PastedOrder:
    """Read one order out of the whole paste `text` (`plain`: half width); `pasted_at` dates a mere clock time."""
    reading = OrderReading(text, plain, part, pasted_at, tz)
    if part.number:
        reading.put("ticket_no", part.number.text, part.number.start, part.number.end)
    if part.lookalike:
        reading.doubts.append(Doubt("ticket_no", part.lookalike.text, "lookalike"))
    if part.number is None and (odd := _ODD_NUMBER.fullmatch(reading.text_of("ticket_no"))):
        reading.put("unknown_number", odd[0], part.start, part.start)
    reading.doubts += [Doubt("ticket_no", text, "mentioned") for text in part.mentioned]
    reading.doubts += [Doubt(field, reading.text_of(field), "column") for field in part.guessed]
    for step in (_read_words, _read_caller, read_times, read_limits, _read_content, _read_places, _read_flags):
        step(reading)
    compare_limits(reading)
    compare_moments(reading)
    doubts = (*reading.doubts, *_two_values(part))
    known = {name: value for name, value in reading.values.items() if name in _NAMES}
    return PastedOrder(
        start=part.start,
        end=part.end,
        missing=tuple(_missing(reading)),
        doubtful=doubts,
        sources=tuple(reading.sources),
        **known,
    )


def _read_words(reading: OrderReading) -> None:
    _read_kind(reading)
    reading.put_read("category_path", read.read_category)
    levels = [entry for level in "123" if (entry := reading.first(f"category_{level}"))]
    if levels:
        reading.put("category_path", tuple(entry.text for entry in levels), levels[0].start, levels[-1].end)
    reading.put_read("platform", read.read_platform)
    for field in ("urgency", "lead_unit", "role"):
        reading.put_read(field, str.strip)
    reading.put_loose("urgency", _TAG_URGENCY, str.strip)
    reading.put_read("assist_units", read.read_units)


def _read_kind(reading: OrderReading) -> None:
    for entry in reading.all("kind"):
        reading.put("kind", read.known_kind(entry.text), entry.start, entry.end)
    reading.put_loose("kind", read.TAG_KIND, read.known_kind)
    odd = [entry.text for entry in reading.all("kind") if read.is_odd_kind(entry.text)]
    if odd and "kind" not in reading.values:
        reading.doubts.append(Doubt("kind", odd[0], "unreadable"))


def _read_caller(reading: OrderReading) -> None:
    for source in ("caller_name", "caller_phone"):
        if entry := reading.first(source):
            if source == "caller_name":
                reading.put(source, callers.read_name(entry.text), entry.start, entry.end)
            reading.put(
                "caller_phone",
                callers.read_phone(entry.text, labelled=source == "caller_phone"),
                entry.start,
                entry.end,
            )
            if "caller_phone" not in reading.values and callers.PHONE.search(entry.text.translate(LOOKALIKES)):
                reading.doubts.append(Doubt("caller_phone", entry.text, "lookalike"))
    name = callers.CALLER.search(reading.loose) or callers.NAMED_PHONE.search(reading.loose)
    if name and not reading.first("caller_name"):
        reading.put_found("caller_name", name["name"], name.span("name"))
    if not reading.first("caller_phone") and (phone := callers.PHONE.search(reading.loose)):
        reading.put_found("caller_phone", callers.read_phone(phone[0], labelled=False), phone.span())


def _read_content(reading: OrderReading) -> None:
    for field in ("title", "content", "remark"):
        if entry := reading.first(field):
            reading.put(field, reading.text[entry.start : entry.end], entry.start, entry.end)
    if "content" in reading.values:
        return
    lines = [line for line in _free_lines(reading) if len(re.findall("[一-鿿]", line[0])) >= 6]
    if lines:
        reading.put("content", "\n".join(line[0].strip() for line in lines), lines[0].start(), lines[-1].end())
    else:
        _read_clauses(reading)


def _read_clauses(reading: OrderReading) -> None:
    """An order on one line: what stands between its number, phone and limit is the matter, a lone 投诉 the kind."""
    said = []
    # What follows the number on its line is not of its label.
    labelled = ((e.label_start, e.start if e.field == "ticket_no" else e.end) for e in reading.part.written)
    taken = _covered(reading.text, [*((each.start, each.end) for each in reading.sources), *labelled])
    for clause in _CLAUSE.finditer(reading.text, reading.part.start, reading.part.end):
        if taken.find(1, *clause.span()) >= 0 or _NOISE_LINE.match(half_width(clause[0])):
            continue
        if clause[0] in read.KINDS:
            reading.put("kind", clause[0], *clause.span())
        elif len(re.findall("[一-鿿]", clause[0])) >= 4:
            said.append(clause)
    if said:
        reading.put("content", "，".join(clause[0] for clause in said), said[0].start(), said[-1].end())


def _covered(text: str, spans: Iterable[tuple[int, int]]) -> bytearray:
    """Return the letters of a text, 1 where one of the spans is."""
    covered = bytearray(len(text))
    for start, end in spans:
        covered[start:end] = b"\1" * (end - start)
    return covered


_CLAUSE = re.compile(r"[^\s,，;；。|、:：】\]]+")
_LINE = re.compile(r"[^\n 　】\]),，:：;；|、][^\n]*")


def _free_lines(reading: OrderReading) -> Iterator[re.Match[str]]:
    """Lines, also behind the number, that no field was read from, and that are no greeting, sender or mention."""
    number, part = reading.part.number, reading.part
    read_from = [(each.start, each.end) for each in reading.sources if each.field != "ticket_no"]
    labelled = [(each.label_start, max(each.end, each.start)) for each in part.written if each.field != "ticket_no"]
    taken = _covered(reading.text, read_from + labelled)
    # What stands before the number on its line leads up to it.
    before = reading.text.rfind("\n", part.start, number.start) + 1 if number else part.start
    lines = [*_LINE.finditer(reading.text, part.start, before)] if before > part.start else []
    for line in [*lines, *_LINE.finditer(reading.text, number.end if number else part.start, part.end)]:
        if taken.find(1, *line.span()) >= 0:
            continue
        if not _NOISE_LINE.match(half_width(line[0])) and not sender_line(half_width(line[0])):
            yield line


def _read_places(reading: OrderReading) -> None:
    if entry := reading.first("address"):
        reading.put("address", reading.text[entry.start : entry.end], entry.start, entry.end)
    content = reading.values.get("content", "")
    needs_place = reading.values.get("kind") not in _WITHOUT_PLACE
    if "address" not in reading.values and needs_place and (place := read.place_in(content)):
        start = reading.text.find(place, reading.part.start)
        reading.put("address", place, start, start + len(place))
        reading.doubts.append(Doubt("address", place, "derived"))
    address = reading.values.get("address", "")
    start = reading.text.find(address, reading.part.start)
    reading.put_read("township", str.strip)
    reading.put("township", read.township_in(address), start, start + len(address))
    reading.put_read("community", str.strip)
    reading.put("community", read.community_in(address, reading.values.get("township")), start, start + len(address))
    reading.put_loose("community", _MENTIONED, str.strip)


def _read_flags(reading: OrderReading) -> None:
    said = "\n".join(str(reading.values.get(name, "")) for name in ("content", "title", "remark"))
    people = read.read_people(f"{reading.text_of('caller_name')}\n{said}", reading.text_of("people_count"))
    if people is not None:
        reading.put("people_count", people, reading.part.start, reading.part.end)
    marked = {"sensitive": "涉稳", "group": "群体", "supervised": "督办"}
    flags = [flag for field, flag in marked.items() if read.read_flag(reading.text_of(field))]
    tags = "".join(re.findall(r"【[^】]{1,8}】", reading.plain[reading.part.start :]))
    marks = "\n".join(reading.texts_of("special_flags"))
    flags += read.read_units(marks)
    words = "\n".join((said, tags, marks))
    reading.put("special_flags", read.read_special_flags(words, people, flags), reading.part.start, reading.part.end)
    withheld = any(callers.is_withheld(reading.text_of(field)) for field in ("caller_name", "caller_phone"))
    told = any(map(callers.read_secrecy, reading.texts_of("confidential")))
    told = told or any(map(callers.is_not_public, reading.texts_of("public")))
    marked_secret = callers.is_marked_secret(tags, marks)
    reading.values["confidential"] = told or withheld or marked_secret or callers.asks_for_secrecy(said)


def _two_values(part: OrderText) -> Iterator[Doubt]:
    """A field written twice with different words, of which the first was taken."""
    seen: dict[str, str] = {}
    for entry in part.written:
        if (
            entry.text
            and entry.field not in {"other", "content", "remark", "kind"}
            and seen.setdefault(entry.field, entry.text) != entry.text
        ):
            yield Doubt(entry.field, entry.text, "two_values")


def _missing(reading: OrderReading) -> Iterator[str]:
    """What the desk must ask for; praise has no limit, a consultation no place, a secret caller no name."""
    kind = reading.values.get("kind")
    needed = ["ticket_no", "kind", "content", "first_dispatched_at"]
    needed += [] if reading.values["confidential"] else ["caller_name", "caller_phone"]
    needed += [] if kind in _WITHOUT_PLACE else ["address"]
    yield from (name for name in needed if name not in reading.values)
    if kind not in {"表扬", "感谢"} and not {"deadline_at", "limit_text"} & reading.values.keys():
        yield "limit_text"
