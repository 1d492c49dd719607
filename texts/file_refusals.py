"""Words refusals about evidence: links, files and what an order needs of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rules.files import MEBIBYTE
from texts.file_kinds import WHAT_IS_KEPT
from texts.names import STATES

Facts = dict[str, Any]


WORDS: dict[str, Callable[[Facts], str]] = {
    "link_dead": lambda _: "这个上传链接已经失效，请回企业微信重新发 /证据 单号 取新链接。",
    "no_such_upload": lambda _: "这个文件没有传完整，请重新选择。",
    "file_too_large": lambda f: f"文件太大，单个不超过{f['most'] // MEBIBYTE}MB，请剪短或分段再传。",
    "file_empty": lambda _: "这个文件是空的，没有存。",
    "file_not_kept": lambda _: f"这种文件不收，只收{WHAT_IS_KEPT}。",
    "too_many_files": lambda f: f"一个链接最多传{f['most']}个文件，请回企业微信重新发 /证据 单号。",
    "too_much_today": lambda _: "您今天传的文件太多了，请明天再传，急的请直接发给坐席。",
    "evidence_closed": lambda f: f"{f['ticket_no']} {STATES.get(f['state'], f['state'])}，不再收证据。",
    "evidence_required": lambda f: (
        f"{f['ticket_no']} 已记为进展；有现场照片才算办结，请把照片和单号发在一条消息里@我。"
    ),
    "reply_needs_reason": lambda f: f"{f['ticket_no']} 没有证据，请写明理由：/已回复 {f['ticket_no']} 理由",
}
