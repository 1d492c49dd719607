"""Words changes of the agents' rota: what the other is asked, what came of it, and who works when from now on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from actions.changing_shifts import legs_of, long_for
from actions.desk import Desk
from actions.refusals import Refusal
from models.delivery import Delivery
from models.queries import people as queries
from models.queries import rotas as rota_queries
from models.rota import RotaChange
from rules.roster import Shift
from rules.rota_changes import ChangeKind, ChangeState, Leg
from texts.moments import clock_time, span

_MOST_COVERED = 5
_WHAT: dict[str, str] = {ChangeKind.LEAVE: "请假", ChangeKind.COVER: "顶班"}
_WEEKDAYS = "一二三四五六日"
HOW = (
    "换班这样写：/换班 11-28 早班 和 吴桐（请吴桐替您上）；对换：/换班 11-28 早班 换 吴桐 11-29 晚班；"
    "请假：/换班 请假 11-28 早班，请几天写：/换班 请假 11月28日至30日；顶空班：/换班 顶班 11-28 早班"
)


def day_of(day: date) -> str:
    """Return `11月28日周六`."""
    return f"{day.month}月{day.day}日周{_WEEKDAYS[day.weekday()]}"


def shift(desk: Desk, each: Shift) -> str:
    """Return `11月28日周六早班06:00–12:00`, or `夜班20:00–次日08:00`."""
    zone = desk.rules.zone
    until = "24:00" if clock_time(each.ends_at, zone) == "00:00" else clock_time(each.ends_at, zone)
    if until != "24:00" and each.ends_at.astimezone(zone).date() > each.day:
        until = f"次日{until}"
    return f"{day_of(each.day)}{each.name}{clock_time(each.starts_at, zone)}–{until}"


def asked(desk: Desk, row: RotaChange) -> str:
    """Ask the other for his word; short enough for a card."""
    asker, other = _name(desk, row.asked_by), row.other or ""
    what = "对换" if row.kind == ChangeKind.SWAP else "换班"
    works = "；".join(_works(desk, row, leg, "您" if leg.taken_by == other else asker) for leg in _legs(desk, row))
    how = f"同意发：/换班 同意 {row.id}  不同意发：/换班 不同意 {row.id}"
    return f"【换班确认】{asker}想与您{what}：{works}。{_long(desk, row, you=other)}\n{how}"


def told(desk: Desk, row: RotaChange, to: str) -> str:
    """Tell whom a change concerns what has become of it."""
    works = _all_work(desk, row)
    by, other = _name(desk, row.asked_by), _name(desk, row.other)
    match ChangeState(row.state):
        case ChangeState.AGREED if row.kind == ChangeKind.LEAVE:
            why = f"（{row.reason}）" if row.reason and to == "supervisor" else ""
            return f"【请假】{by}{why}：{_shifts(desk, row)}没有人上，请尽快安排顶班。顶班的坐席发：{_cover(desk, row)}"
        case ChangeState.AGREED if row.kind == ChangeKind.GONE:
            return f"【缺班】{by}已不在通讯录，{_shifts(desk, row)}没有人上，请安排。顶班的坐席发：{_cover(desk, row)}"
        case ChangeState.AGREED if row.kind == ChangeKind.COVER:
            return f"【顶班】{works}。"
        case ChangeState.AGREED:
            return f"【换班已定】{by}和{other}都同意：{works}。{_long(desk, row)}"
        case ChangeState.DECLINED:
            return f"【换班未成】{other}不同意换班{row.id}，班次不变：{_shifts(desk, row)}仍由{_stays(desk, row)}上。"
        case ChangeState.LAPSED:
            return f"【换班未成】{other}没有答复换班{row.id}，班次不变：{_shifts(desk, row)}仍由{_stays(desk, row)}上。"
        case ChangeState.WITHDRAWN:
            return _withdrawn(desk, row, by)
        case ChangeState.ASKED:
            return f"【换班】{other}收回了对换班{row.id}的答复，请等{other}再答复。"


def answer_asked(desk: Desk, row: RotaChange) -> str:
    """Answer whoever asked for a change."""
    if row.kind == ChangeKind.LEAVE:
        return f"已记请假：{_shifts(desk, row)}，已告诉主管安排顶班。{_how_back(desk, row)}"
    if row.kind == ChangeKind.COVER:
        return f"已记顶班：{_all_work(desk, row)}，已告诉主管。{_long(desk, row)}"
    alone = "" if row.back_day else f"要对换请写上{_name(desk, row.other)}的班。"
    return (
        f"换班{row.id}已发给{_name(desk, row.other)}确认：{_all_work(desk, row)}。{_long(desk, row)}"
        f"对方同意前班次不变。{alone}收回发：/换班 撤回 {row.id}"
    )


def answer_decided(desk: Desk, row: RotaChange) -> str:
    """Answer whoever gave his word."""
    if row.state == ChangeState.AGREED:
        return f"换班{row.id}已定，已告诉{_name(desk, row.asked_by)}和主管：{_all_work(desk, row)}。"
    return f"已告诉{_name(desk, row.asked_by)}：不同意换班{row.id}，班次不变。"


def answer_withdrawn(desk: Desk, row: RotaChange) -> str:
    """Answer whoever took something back."""
    if row.state == ChangeState.ASKED:
        return f"已收回您的答复，换班{row.id}还等您答复：/换班 同意 {row.id} 或 /换班 不同意 {row.id}"
    return f"{_WHAT.get(row.kind, f'换班{row.id}')}已收回：{_as_it_stands(desk, row)}。{_still_stands(desk, row)}"


def which_change(desk: Desk, rows: Sequence[RotaChange], userid: str) -> str:
    """Say that a number is missing, and list what it may be of."""
    if not rows:
        return "没有等答复的换班，没有改动。收回请假、顶班请写编号，例如：/换班 撤回 3"
    return "\n".join(["是哪一个？没有改动，请写编号，例如：/换班 同意 3", *_listed(desk, rows, userid)])


def which_is_meant(desk: Desk, rows: Sequence[RotaChange], userid: str) -> str:
    """Ask somebody who is to take over as well what his word is about."""
    listed = _listed(desk, rows, userid)
    return "\n".join(["您有接班和换班都等确认，没有改动。接班请发：接班；换班请发：同意 或 不同意", *listed])


def _listed(desk: Desk, rows: Sequence[RotaChange], userid: str) -> list[str]:
    return [
        f"· {row.id}：{_all_work(desk, row)}，等{'您' if row.other == userid else _name(desk, row.other)}答复"
        for row in rows
    ]


def waiting(desk: Desk, rows: Sequence[RotaChange], userid: str) -> str:
    """Return what of the rota waits for an answer, and how changes are written."""
    lines = _listed(desk, rows, userid)
    return "\n".join([*(["等答复的换班："] if lines else []), *lines, HOW])


def standing(desk: Desk, row: RotaChange) -> str:
    """Return how a change stands, as its card says it."""
    at = row.decided_at or desk.now
    when = clock_time(at, desk.rules.zone)
    match ChangeState(row.state):
        case ChangeState.AGREED:
            return f"已同意 {when}，换班已定"
        case ChangeState.DECLINED:
            return f"已答复不同意 {when}"
        case ChangeState.WITHDRAWN:
            return "换班已收回"
        case _:
            return "没有答复，班次已开始"


def delivered(desk: Desk, row: Delivery) -> str:
    """Return the words of a delivery about a change."""
    change = desk.session.get_one(RotaChange, row.cause_id)
    return asked(desk, change) if row.kind == "shift_asked" else told(desk, change, row.audience)


def _withdrawn(desk: Desk, row: RotaChange, by: str) -> str:
    if row.kind in (ChangeKind.LEAVE, ChangeKind.COVER):
        what = _WHAT[row.kind]
        return f"【{what}收回】{by}收回了{what}，{_as_it_stands(desk, row)}。"
    if row.in_force_at is None:
        return f"【换班收回】{by}收回了换班{row.id}，不用答复了。"
    return f"【换班收回】{_name(desk, row.other)}收回了对换班{row.id}的同意，{_goes_back(desk, row)}。"


def _legs(desk: Desk, row: RotaChange) -> list[Leg]:
    try:
        return [leg for each in rota_queries.said_together(desk.session, row) for leg in legs_of(desk, each)]
    except Refusal:
        # A new rota has no such shift any more.
        return []


def _all_work(desk: Desk, row: RotaChange) -> str:
    return "；".join(_works(desk, row, leg, _name(desk, leg.taken_by)) for leg in _legs(desk, row))


def _works(desk: Desk, row: RotaChange, leg: Leg, who: str) -> str:
    """Of a shift that has begun, only what is left of it changes hands."""
    since = row.in_force_at or desk.now
    if not leg.shift.starts_at < since < leg.shift.ends_at:
        return f"{shift(desk, leg.shift)}由{who}上"
    begins = f"，{clock_time(since, desk.rules.zone)}起" if row.in_force_at else "，同意后"
    return f"{shift(desk, leg.shift)}{begins}由{who}上"


def _goes_back(desk: Desk, row: RotaChange) -> str:
    """Return how the shifts stand again: of one that had begun, who worked when."""
    since, until, zone = row.in_force_at, row.ended_at, desk.rules.zone
    begun = [leg for leg in _legs(desk, row) if since and until and leg.shift.starts_at < until < leg.shift.ends_at]
    if not begun or since is None or until is None:
        return f"班次照旧：{_shifts(desk, row)}"
    told = [
        f"{shift(desk, leg.shift)}{clock_time(max(since, leg.shift.starts_at), zone)}–{clock_time(until, zone)}"
        f"由{_name(desk, leg.taken_by)}上，{clock_time(until, zone)}起由{_name(desk, leg.given_by)}上"
        for leg in begun
    ]
    return "；".join(told)


def _shifts(desk: Desk, row: RotaChange) -> str:
    shifts = [shift(desk, leg.shift) for leg in _legs(desk, row)] or [f"{day_of(row.day)}{row.shift}"]
    return "、".join(shifts) + (f"共{len(shifts)}个班" if len(shifts) > 2 else "")


def _stays(desk: Desk, row: RotaChange) -> str:
    holders = dict.fromkeys(leg.shift.userid for leg in _legs(desk, row))
    return "、".join(_name(desk, userid) for userid in holders) or _name(desk, row.given_by)


def _as_it_stands(desk: Desk, row: RotaChange) -> str:
    """Return who works each of the shifts of a change as the rota stands now."""
    held: dict[str | None, list[str]] = {}
    for leg in _legs(desk, row):
        held.setdefault(leg.shift.userid, []).append(shift(desk, leg.shift))
    if not held:
        return f"{_shifts(desk, row)}没有人上"
    return "；".join(
        f"{'、'.join(shifts)}{f'由{_name(desk, userid)}上' if userid else '没有人上'}"
        for userid, shifts in held.items()
    )


def _still_stands(desk: Desk, row: RotaChange) -> str:
    """Name those days of a leave or cover that could not be taken back with the others."""
    left = rota_queries.said_together(desk.session, row, ChangeState.AGREED) if row.kind in _WHAT else []
    return f"不变的：{_as_it_stands(desk, left[0])}。" if left else ""


def _how_back(desk: Desk, row: RotaChange) -> str:
    """Leave of a shift that has begun is not taken back: whoever can work after all covers what is left."""
    begun = [leg.shift for leg in _legs(desk, row) if leg.shift.starts_at <= desk.now]
    if len(begun) == len(_legs(desk, row)):
        return f"又能上了发：{_cover(desk, row)}"
    return f"收回发：/换班 撤回 {row.id}"


def _long(desk: Desk, row: RotaChange, you: str = "") -> str:
    try:
        found = long_for(desk, row)
    except Refusal:
        return ""
    told = [f"{'您' if who == you else _name(desk, who)}连上{span(length)}" for who, length in found.items()]
    return f"注意：{'、'.join(told)}。" if told else ""


def _cover(desk: Desk, row: RotaChange) -> str:
    return cover_of([leg.shift for leg in _legs(desk, row)])


def cover_of(shifts: Sequence[Shift]) -> str:
    """Return the command that covers these shifts: `/换班 顶班 11-28 早班`."""
    shown = " ".join(f"{each.day.month}-{each.day.day} {each.name}" for each in shifts[:_MOST_COVERED])
    return f"/换班 顶班 {shown or '日期 班次'}" + ("（顶哪几个班写哪几个）" if len(shifts) > 1 else "")


def _name(desk: Desk, userid: str | None) -> str:
    return queries.names_of(desk.session, [userid]).get(userid, userid) if userid else "（空）"
