"""A command is told from speech, however it is typed."""

from __future__ import annotations

import pytest

from rules.command_line import CommandLine, read_command

NAMES = ["催办助手", "Desk Bot"]
KNOWN = ["签收", "初核", "催办", "查", "帮助", "登记", "催一下", "sign"]


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("/签收 4512", "签收", ("4512",)),
        ("／签收　４５１２", "签收", ("4512",)),
        ("  /  签收   4512  10:12 ", "签收", ("4512", "10:12")),
        ("@催办助手 /签收 4512", "签收", ("4512",)),
        ("@催办助手\u2005/签收 4512", "签收", ("4512",)),
        ("@催办助手\u2005\u200b/签收 4512", "签收", ("4512",)),
        ("＠催办助手/签收 4512", "签收", ("4512",)),
        ("@Desk Bot /签收 4512", "签收", ("4512",)),
        ("@desk\u00a0bot /签收 4512", "签收", ("4512",)),
        ("@催办助手 @催办助手 /签收 4512", "签收", ("4512",)),
        ("/签收 4512 @催办助手", "签收", ("4512",)),
        ("/签收4512", "签收", ("4512",)),
        ("/初核4512属实", "初核", ("4512属实",)),
        ("/查垃圾", "查", ("垃圾",)),
        ("/催办一下 4512", "催办", ("4512",)),
        ("/查一下4512", "查", ("4512",)),
        ("/签收了 4512", "签收", ("4512",)),
        ("/查工单漏水", "查", ("工单漏水",)),
        ("/SIGN 4512", "sign", ("4512",)),
        ("/签收＃4512", "签收", ("#4512",)),
        ("、签收 4512", "签收", ("4512",)),
        ("/qiansou 4512", "qiansou", ("4512",)),
        ("/初核 4512 不符 “地址”", "初核", ("4512", "不符", '"地址"')),
        ("/帮助", "帮助", ()),
    ],
)
def test_command_is_read_however_it_is_typed(text: str, name: str, words: tuple[str, ...]) -> None:
    command = read_command(text, NAMES, known_names=KNOWN)
    assert command is not None
    assert (command.name, command.words) == (name, words)


@pytest.mark.parametrize(
    "text",
    ["", "收到", "签收 4512", "@催办助手 收到", "@催办助手", "@张三 签收 4512", "/", "/ 4512", "、收到", "24/7值班"],
)
def test_ordinary_speech_is_no_command(text: str) -> None:
    assert read_command(text, NAMES, known_names=KNOWN) is None


def test_bare_name_counts_only_right_after_a_mention_and_when_allowed() -> None:
    assert read_command("@催办助手 签收 4512", NAMES, allow_bare=True, known_names=KNOWN) == CommandLine(
        "签收", "4512", ("4512",)
    )
    assert read_command("@催办助手 签收 4512", NAMES, known_names=KNOWN) is None
    assert read_command("签收 4512", NAMES, allow_bare=True, known_names=KNOWN) is None
    assert read_command("@催办助手 签收不了 4512", NAMES, allow_bare=True, known_names=KNOWN) is None


def test_rest_is_kept_verbatim_with_its_line_breaks() -> None:
    command = read_command("@催办助手 /登记\n工单编号：２０２６\n\n内容：Ａ“好”", NAMES, known_names=KNOWN)
    assert command is not None
    assert command.rest == "工单编号：２０２６\n\n内容：Ａ“好”"


def test_a_longer_bot_name_is_not_cut_by_a_shorter_one() -> None:
    command = read_command("@催办助手二号 /签收 4512", ["催办助手", "催办助手二号"], known_names=KNOWN)
    assert command is not None and command.name == "签收"
