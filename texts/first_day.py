"""Words the first day of a group: the trial push, what came of it, and what is to be done otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from actions.desk import Desk
from actions.first_day import REFUSED, TRIAL, GroupStanding
from models.delivery import Delivery
from models.queries import people
from rules.bundling import CIRCLED
from rules.first_day import TITLE, Standing, Step

# The push robot is named so in every group; whoever @s it is heard by nobody.
PUSH_ROBOT = "催办通知（勿@）"
_AGAIN = "/绑定 再试"
_REFUSALS = {
    93000: f"密钥不对，或推送机器人已被移出群（93000）。请群主重新添加消息推送“{PUSH_ROBOT}”",
    93008: f"推送机器人不在群里（93008）。请群主重新添加消息推送“{PUSH_ROBOT}”",
}
_DISABLED = f"推送机器人被停用（93004）。请群主在群设置里启用，再在群里@我发：{_AGAIN}"
_LISTED = 20


def bot(desk: Desk) -> str:
    """Return how the bot that hears is called in a group."""
    return desk.rules.bot_names[0] if desk.rules.bot_names else "我"


def told(desk: Desk, row: Delivery) -> str:
    """Return the text of a delivery about a group's first day."""
    match row.facts["what"]:
        case w if w == TRIAL:
            return _trial(desk, row.facts["code"])
        case w if w == REFUSED:
            name = people.group(desk.session, row.facts["group_id"]).name
            return f"【试发没发出】{name}：{how_to_mend(row.facts['errcode'], name)}"
    groups = [people.group(desk.session, group_id).name for group_id in row.facts["group_ids"]]
    more = f"\n……共{len(groups)}个群" if len(groups) > _LISTED else ""
    listed = "\n".join(groups[:_LISTED])
    return f"【试发未完成】以下群试发已过一天还没试好，请在群里@{bot(desk)}发 /绑定 看还差什么：\n{listed}{more}"


def _trial(desk: Desk, code: str) -> str:
    return (
        f"{TITLE}{code} 看到@您了吗？请引用本条，@{bot(desk)} 回复：收到\n"
        f"没被@到就回：没@到 {code}\n（这是试发，不是工单。）"
    )


def how_to_mend(errcode: int | None, name: str) -> str:
    """Say what to do about a push key that the platform refuses."""
    if errcode == 93004:
        return _DISABLED
    if errcode is None:
        return f"平台一时没收，请过几分钟在群里@我发：{_AGAIN}"
    why = _REFUSALS.get(errcode, f"平台不收（错误码{errcode}）。请核对密钥")
    return f"{why}，把密钥私聊我发：/绑定 {name} 密钥"


def group_standing(desk: Desk, found: GroupStanding) -> str:
    """Return what a group has shown and what it still lacks, step by step."""
    units = "、".join(unit.name for unit in found.group.departments)
    heading = f"本群：{units}（{found.group.name}）" if units else f"本群：{found.group.name}"
    lines = [f"{CIRCLED[place]} {_line(desk, found, step)}" for place, step in enumerate(Step)]
    if found.has_two_bots:
        lines.append(f"本群有两个机器人在听，请只@{bot(desk)}，把另一个移出群。")
    return "\n".join([heading, *lines])


def overview(desk: Desk, found: Sequence[GroupStanding]) -> str:
    """Return how all groups stand, those first that lack something."""
    left = [each for each in found if not each.is_done]
    heading = f"共{len(found)}个群，{len(found) - len(left)}个已试好" + ("。" if not left else "，还差：")
    lines = [f"{each.group.name}：{first_lack(desk, each)}" for each in left[:_LISTED]]
    more = [f"……另有{len(left) - _LISTED}个群"] if len(left) > _LISTED else []
    return "\n".join([heading, *lines, *more])


def first_lack(desk: Desk, found: GroupStanding) -> str:
    """Return the first thing a group still lacks; '' when it lacks nothing."""
    lacking = (step for step in Step if found.steps[step] is not Standing.DONE)
    step = next((step for step in lacking if (step, found.steps[step]) != (Step.QUOTE, Standing.FAILED)), None)
    return _line(desk, found, step) if step else ""


def trial_sent(desk: Desk, found: GroupStanding) -> str:
    """Say that a trial is on its way and what is to be done with it."""
    return f"马上往“{found.group.name}”试发一条并@您，请在群里引用它，@{bot(desk)} 回复：收到"


def trial_taken(desk: Desk, found: GroupStanding, *, was_quoted: bool) -> str:
    """Answer whoever answered a trial in its own group: what it has shown, and what is still wanted."""
    at, quote = found.steps[Step.AT], found.steps[Step.QUOTE]
    if at is Standing.FAILED or (at is not Standing.DONE and quote is Standing.DONE):
        return f"收到，推送到了本群。{_line(desk, found, Step.AT)}。"
    if quote is Standing.WAITING and not was_quoted:
        again = f"长按那条{TITLE}，点“引用”，@{bot(desk)} 回复：收到 {found.code}"
        return f"收到，推送到了本群。没看到引用，请再试一次：{again}"
    if quote is Standing.FAILED:
        return "试好了，但本群的引用不带原文：以后回复请写单号或后四位，例如：4512 收到。"
    return f"试好了：能推送、能@人、引用带原文。以后引用推送、@{bot(desk)} 回复就行。"


def trial_without_code(code: str) -> str:
    """Ask whoever answered a trial without its word for it, as his message shows no other sign of it."""
    return f"收到。您的引用没带原文，请再@我发一次：收到 {code}"


def trial_elsewhere(name: str) -> str:
    """Say that a trial came out in another group than the one its push key was given for."""
    return f"这条是给“{name}”试发的，却发到了本群：密钥贴错了群。请取“{name}”自己的密钥，私聊我发：/绑定 {name} 密钥"


def trial_in_direct(desk: Desk, name: str) -> str:
    """Send whoever answers a trial in a direct chat back to its group."""
    return f"请到“{name}”里，引用那条{TITLE}，@{bot(desk)} 回复：收到"


def trial_over() -> str:
    """Answer an older trial."""
    return "这条试发已过期，请看最新的一条。"


def _line(desk: Desk, found: GroupStanding, step: Step) -> str:
    how, name = found.steps[step], found.group.name
    match step, how:
        case Step.HEARD, Standing.DONE:
            return "听得到本群"
        case Step.HEARD, _:
            return f"还没听到过本群，请在群里@{bot(desk)} 说句话"
        case Step.PUSH, Standing.FAILED:
            return _wrong_key(found)
        case Step.PUSH, Standing.OPEN:
            return f"推送还没试，请在群里@我发：{_AGAIN}" if found.group.push_key else _no_key(name)
        case Step.AT, Standing.FAILED:
            return "@不到人，请核对名册里的账号与企业微信账号是否一致，并确认本人在群里"
        case Step.QUOTE, Standing.FAILED:
            return "引用不带原文，回复请写单号或后四位"
        case _, Standing.WAITING:
            return f"{_NAMES[step]}：等{_asked(desk, found)}回复试发"
        case _, Standing.OPEN:
            return f"{_NAMES[step]}：还没试"
    return _DONE[step]


_NAMES = {Step.PUSH: "推送密钥", Step.AT: "@人", Step.QUOTE: "引用"}
_DONE = {Step.PUSH: "推送密钥对，推得到本群", Step.AT: "@得到人", Step.QUOTE: "引用带原文"}


def _wrong_key(found: GroupStanding) -> str:
    name = found.group.name
    if found.elsewhere is not None:
        where = f"“{found.elsewhere}”" if found.elsewhere else "另一个群"
        return f"推送发到了{where}，密钥贴错了群。请取本群的密钥，私聊我发：/绑定 {name} 密钥"
    return how_to_mend(found.errcode, name)


def _no_key(name: str) -> str:
    return f"还缺推送密钥，请管理员私聊我发：/绑定 {name} 密钥"


def _asked(desk: Desk, found: GroupStanding) -> str:
    someone = people.person(desk.session, found.asked) if found.asked else None
    return someone.name if someone else "被@的人"


_WITHOUT_QUOTE = (
    ("引用本条@我按序号回复，如", "@我按单号回复，如"),
    ("引用本条@我回复", "@我写单号回复"),
    ("请引用工单消息@我回复，或带上单号", "请带上单号"),
    ("请引用那条消息@我回复，或把序号", "请把序号"),
    ("请引用工单消息或带上单号", "请带上单号"),
    ("，或引用我发的那条消息", ""),
    ("引用它@我回复即可，例如：收到。", "@我写单号和要说的话，例如：4512 收到。"),
    ("引用工单消息@我，写“收到”", "@我写单号和要说的话，如“4512 收到”"),
)


def without_quote(text: str) -> str:
    """Return a text as it reads in a group whose quotes bring nothing: there a number is what is understood."""
    for quoting, by_number in _WITHOUT_QUOTE:
        text = text.replace(quoting, by_number)
    return text
