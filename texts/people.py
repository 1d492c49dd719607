"""Words what the bot says to people about itself: greetings, hints, what it did not understand."""

from __future__ import annotations

from collections.abc import Sequence


def stranger(administrators: Sequence[str], code: str | None = None) -> str:
    """Answer somebody who is not in the directory, or whose id nobody can read: that one is called by its `code`."""
    ask = whom_to_ask(administrators)
    if code is not None:
        return f"我还认不出您的账号，请把编号 {code} 告诉{ask}，登记以后再发一次。"
    return f"您还没有登记在册，请联系{ask}添加。"


def whom_to_ask(administrators: Sequence[str]) -> str:
    """Return who keeps the directory, by name where one is known."""
    named = [name for name in administrators if name != "管理员"][:2]
    return f"管理员（{'、'.join(named)}）" if named else "管理员"


def person_bound(name: str, code: str) -> str:
    """Confirm to an administrator whose an id is."""
    return f"编号 {code} 已登记为{name}。请{name}再发一次消息。不是本人的话，请立即发：/绑定 {code} 改为 本人姓名"


def greeting(name: str, *, is_told_here: bool = False) -> str:
    """Greet somebody who opens the chat or says hello; `is_told_here` since from now on this chat is the way to him."""
    here = "以后给您的提醒就发到这里。" if is_told_here else ""
    return f"{name}，您好。{here}发 /帮助 看您能用的命令；坐席可直接粘贴工单。"


def unbound_group() -> str:
    """Answer in a group nobody has bound."""
    return "本群还没有绑定单位，请管理员在群里@我发：/绑定 单位名"


def here_again() -> str:
    """Say in a bound group that the robot was added to it."""
    return "我已在本群，请管理员@我发 /绑定 看还差什么。"


def too_long() -> str:
    """Answer a text that is too long to be read at once."""
    return "消息太长，没有处理，请分几次发。"


def copied_push() -> str:
    """Answer somebody who sends a copy of a push."""
    return "请不要复制我发的消息，引用它@我回复即可，例如：收到。"


def no_words() -> str:
    """Answer a message without text."""
    return "请写上要说的话，发 /帮助 看用法。"


def not_understood(*, is_unit: bool) -> str:
    """Answer what could not be read."""
    if is_unit:
        return "没听明白是哪一件。请引用工单消息@我回复，或带上单号，例如：4512 已联系居民。"
    return "没听明白。粘贴工单可直接登记；能用的命令请发：/帮助"


def which_command() -> str:
    """Ask which command was meant by initials that several share."""
    return "是哪一个命令？"
