"""Words what the bot says to people about itself: greetings, hints, what it did not understand."""

from __future__ import annotations


def stranger() -> str:
    """Answer somebody who is not in the directory."""
    return "您还没有登记在册，请联系管理员添加。"


def greeting(name: str) -> str:
    """Greet somebody who opens the chat."""
    return f"{name}，您好。发 /帮助 看您能用的命令；坐席可直接粘贴工单。"


def unbound_group() -> str:
    """Answer in a group nobody has bound."""
    return "本群还没有绑定单位，请管理员在群里@我发：/绑定 单位名"


def too_long() -> str:
    """Answer a text that is too long to be read at once."""
    return "消息太长，没有处理，请分几次发。"


def copied_push() -> str:
    """Answer somebody who sends a copy of a push."""
    return "请不要复制我发的消息，引用它@我回复即可，例如：收到。"


def no_words(*, has_media: bool) -> str:
    """Answer a message without text."""
    if has_media:
        return "图片和文件我还存不了，请直接发给坐席；要说的话请写字，例如：4512 已修好。"
    return "请写上要说的话，发 /帮助 看用法。"


def media_not_kept() -> str:
    """Tell who sent pictures with words that only the words were taken."""
    return "图片和文件我还存不了，请直接发给坐席。"


def not_understood(*, is_unit: bool) -> str:
    """Answer what could not be read."""
    if is_unit:
        return "没听明白是哪一件。请引用工单消息@我回复，或带上单号，例如：4512 已联系居民。"
    return "没听明白。粘贴工单可直接登记；能用的命令请发：/帮助"


def which_command() -> str:
    """Ask which command was meant by initials that several share."""
    return "是哪一个命令？"
