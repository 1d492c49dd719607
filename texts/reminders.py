"""Words the reminders of clocks: one line for one clock, a numbered list for several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from rules.requests import RequestStep, Turn, turn_of
from rules.stages import Stage
from texts.moments import exact_span, moment, span
from texts.names import REQUESTS, STAGES, stage_name


@dataclass(frozen=True)
class ReminderFacts:
    """What a reminder tells: the ticket (or subject), the clock and whom it asks."""

    stage: str
    due_at: datetime
    now: datetime
    zone: tzinfo
    ticket_no: str | None = None
    place: str | None = None
    unit: str | None = None
    subject: str | None = None
    is_urgent: bool = False
    in_group: bool = True
    to_officials: bool = False
    to_desk: bool = False
    started_at: datetime | None = None
    by_night: bool = False
    in_gap: bool = False

    @property
    def turn(self) -> Turn | None:
        """Return whose turn a request is, where the clock is that of one."""
        return turn_of(self.subject) if self.stage == Stage.REQUEST else None

    @property
    def is_over(self) -> bool:
        """Tell whether the limit has passed."""
        return self.now >= self.due_at


# How one answers a push in a group, and in a direct chat.
IN_GROUP, IN_DIRECT = "引用本条@我回复", "回复单号和"
# What the reader is asked to do; {no} is the number, {unit} the unit.
_ASK = {
    "sign": "请值班坐席先签收：/签收 {no}",
    "verify": "请电话核实后发：/初核 {no} 属实",
    "assign": "请转办：/转办 {no} 单位名",
    "accept": "请【{unit}】引用本条@我回复“收到”",
    "first_contact": "请【{unit}】尽快联系诉求人，引用本条@我回复“已联系”",
    "handle": "请【{unit}】引用本条@我回复进展，办完写“已办结”和结果",
    "follow_up": "请坐席回访：/回访 {no} 满意 已解决",
    "platform_reply": "请坐席回复平台后发：/已回复 {no}",
    "promise": "请【{unit}】引用本条@我回复结果，办不完请说明原因",
    "request": "请尽快审批，写法见前面的申请消息",
    "task": "请再打一次诉求人电话",
    "patrol": "请查看平台有无新单，看过发：/巡检",
    "alert": "敏感件请马上过问，看到请回复“收到 {no}”",
}
_ASK_OFFICIAL = {
    "sign": "值班坐席尚未签收，请督促",
    "verify": "值班坐席尚未初核，请督促",
    "assign": "尚未转办，请督促或指定单位",
    "accept": "【{unit}】尚未受理，请督促",
    "first_contact": "【{unit}】尚未联系诉求人，请督促",
    "handle": "【{unit}】尚未办结，请督促",
    "follow_up": "回访还没有结果，请督促坐席",
    "platform_reply": "尚未回复平台，请督促",
    "promise": "【{unit}】承诺的时间已到，请督促",
    "task": "诉求人电话还没有打，请督促",
    "patrol": "已有一会儿没有人看平台，请问一下值班坐席",
    "alert": "敏感件还没有人确认，看到请回复“收到 {no}”",
}
# What the agent on duty would be reminded of, where the rota has nobody.
_ASK_IN_GAP = "现在没有坐席值班，请安排人处理"
_ASK_TASK = {
    "verify": "请致电诉求人核实，打完发：/初核 {no} 属实（没打通就发“未接通”）",
    "follow_up": "请再次回访诉求人，打完发：/回访 {no} 满意 已解决（没打通就发“未接通”）",
}
# By night nobody is asked to phone a citizen; the calls are planned for the day instead.
_ASK_BY_NIGHT = {"verify": "夜间不打电话，请写：/初核 {no} 夜间", "follow_up": "请白天回访"}
# The agent is asked to phone the unit, not to do its work.
_ASK_DESK = dict.fromkeys(
    ("accept", "first_contact", "handle", "promise"), "请电话催【{unit}】，打完发：/电催 {no} 已通"
)
# What a planned call is for, where the line has no sentence to say so.


def reminder(facts: ReminderFacts) -> str:
    """Return one reminder as a message of its own."""
    if facts.stage == "patrol":
        return f"【巡检】{_last_look(facts)}。{_ask(facts)}。"
    # A planned call is only now to be made; nothing is late in the minute it was planned for.
    how = "" if facts.stage == "task" else "超时" if facts.is_over else "提醒"
    heading = f"【{'紧急·' if facts.is_urgent else ''}{_label(facts)}{how}】"
    return f"{heading}{_what(facts)}，{_limit(facts)}。{_ask(facts)}。"


# A phone's keyboard has no ①, and plain numbers are read as well.
_LINES_HOW = {"accept": "1收到 2不是我们的", "first_contact": "1已联系 2没打通", "promise": "1办结 2还没"}
# What answers one line, by its stage.
_LINE_ANSWER = {"accept": "收到", "first_contact": "已联系"}


def bundle_heading(lines: Sequence[ReminderFacts], *, for_unit: bool) -> str:
    """Return the first line of a list of reminders: how many, what is wanted and how to answer."""
    measure = _measure(lines)
    n_over = sum(line.is_over for line in lines if line.stage != "task")
    over = f"（{n_over}{measure}已超时）" if n_over else ""
    if for_unit and lines[0].in_group:
        how = f"引用本条@我按序号回复，如“{_by_number(lines)}”"
        how += "；只回“收到”即全部受理" if all(line.stage == "accept" for line in lines) else ""
    elif for_unit:
        how = f"请按单号逐件回复，{_by_stage(lines)}"
    elif all(line.to_officials for line in lines):
        how = f"请督促，明细发 {_listed_by(lines)}"
    else:
        calls = "，单位没答复的请打电话催，打完发“/电催 单号 已通”" if any(map(_is_call_to_unit, lines)) else ""
        how = f"请逐件处理{calls}，明细发 {_listed_by(lines)}"
    return f"【催办】共{len(lines)}{measure}{over}，{how}："


def bundle_rest(lines: Sequence[ReminderFacts], n_shown: int) -> str:
    """Return the last line of a list that shows only the most urgent: how many more there are, and where."""
    return f"以上最急，另有{len(lines) - n_shown}{_measure(lines)}没有列出，发 {_listed_by(lines)} 查看"


def _listed_by(lines: Sequence[ReminderFacts]) -> str:
    return "/超时" if all(line.to_officials for line in lines) else "/待办"


def _measure(lines: Sequence[ReminderFacts]) -> str:
    # Two limits of one ticket are two lines, and not two tickets.
    return "件" if len({line.ticket_no for line in lines}) == len(lines) else "项"


def _is_call_to_unit(line: ReminderFacts) -> bool:
    return line.to_desk and line.stage in _ASK_DESK


def _by_number(lines: Sequence[ReminderFacts]) -> str:
    """An example that is right for its lines: where stages differ, the first line of each answered by its number."""
    first = {line.stage: number for number, line in reversed(list(enumerate(lines, start=1)))}
    if len(first) == 1:
        return _LINES_HOW.get(lines[0].stage, "1办结 2明天上门")
    numbers = sorted((number, stage) for stage, number in first.items())
    return " ".join(f"{number}{_LINE_ANSWER.get(stage, '办结')}" for number, stage in numbers)


def _by_stage(lines: Sequence[ReminderFacts]) -> str:
    answers = {line.stage: _LINE_ANSWER.get(line.stage, "办结") for line in lines}
    if len(set(answers.values())) == 1:
        return f"如“4512 {answers[lines[0].stage]}”"
    return "，".join(f"{STAGES[stage]}写“{word}”" for stage, word in answers.items())


def bundle_line(facts: ReminderFacts) -> str:
    """Return one reminder as a line of a list, without its number."""
    if facts.stage == "patrol":
        return f"巡检｜{_last_look(facts)}"
    urgent = "紧急·" if facts.is_urgent else ""
    to_do = f"{urgent}{_label(facts)}{_limit(facts)}"
    unit = f"｜{facts.unit}" if facts.unit and (facts.to_officials or facts.to_desk or not facts.in_group) else ""
    return f"{_what(facts)}{unit}｜{to_do}"


def _label(facts: ReminderFacts) -> str:
    return stage_name(facts.stage, facts.subject)


def short_line(facts: ReminderFacts) -> str:
    """Return one reminder as a line of a long list: the number and how the limit stands."""
    if facts.stage == "patrol":
        return bundle_line(facts)
    left = facts.due_at - facts.now
    how = f"超{exact_span(left)}" if facts.is_over else f"还有{span(left)}"
    return f"{facts.ticket_no or facts.subject or ''} {'紧急·' if facts.is_urgent else ''}{_label(facts)}{how}"


def _last_look(facts: ReminderFacts) -> str:
    """The moment makes each such message its own; the platform drops an equal one as a duplicate."""
    looked_at = facts.started_at or facts.due_at
    return f"距上次看平台（{moment(looked_at, facts.zone, now=facts.now)}）已{span(facts.now - looked_at)}"


def _what(facts: ReminderFacts) -> str:
    if facts.ticket_no is None:
        return facts.subject or STAGES[facts.stage]
    if facts.turn is not None:
        return f"{facts.ticket_no}｜{REQUESTS[facts.turn.kind]}申请{facts.turn.request_id}"
    return f"{facts.ticket_no}｜{facts.place}" if facts.place else facts.ticket_no


def _limit(facts: ReminderFacts) -> str:
    due = moment(facts.due_at, facts.zone, now=facts.now)
    if facts.stage == "task":
        late = facts.now - facts.due_at
        return f"应在{due}打" + (f"，已过{exact_span(late)}" if late.total_seconds() >= 60 else "")
    if facts.is_over:
        late = facts.now - facts.due_at
        return f"已到时限（{due}）" if late.total_seconds() < 60 else f"已超{exact_span(late)}（时限{due}）"
    return f"还有{span(facts.due_at - facts.now)}到期（{due}）"


def _ask_for_turn(turn: Turn) -> str:
    if turn.step is RequestStep.SUBMIT:
        return f"请报平台，报后发：/已报 {turn.request_id}"
    return f"请审批：/同意 {turn.request_id} 或 /驳回 {turn.request_id} 意见"


def _ask(facts: ReminderFacts) -> str:
    if facts.turn is not None:
        return _ask_for_turn(facts.turn)
    table = _ASK_OFFICIAL if facts.to_officials else {**_ASK, **_ASK_DESK} if facts.to_desk else _ASK
    sentence = _ASK_IN_GAP if facts.in_gap and facts.to_officials else table.get(facts.stage, _ASK[facts.stage])
    if facts.to_officials and facts.ticket_no:
        sentence += "；明细发：/查 {no}"
    if facts.by_night and not (facts.is_urgent or facts.to_officials):
        sentence = _ASK_BY_NIGHT.get(facts.stage, sentence)
    if facts.stage == "task" and not facts.to_officials:
        sentence = _ASK_TASK.get(facts.subject or "", sentence)
    if not facts.in_group:
        # In a direct chat nobody is to be mentioned, and a number is surer than a quote.
        sentence = sentence.replace(IN_GROUP, IN_DIRECT)
    return sentence.format(no=facts.ticket_no or "", unit=facts.unit or "承办单位")
