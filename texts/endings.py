"""Words why a delivery came to its end, and what had to be tried before."""

from __future__ import annotations

from collections.abc import Sequence

from actions.ports import Channel
from models.message import Attempt
from texts.names import CHANNELS

NOBODY_TO_TELL = "没有可送达的人"
_REASONS = {
    "a higher step fired": "由更高一级提醒代替",
    "said just now": "刚提醒过",
    "said soon": "并入稍后的提醒",
    "others are on duty": "已换人，改发给接手的人",
    "said this night": "当夜已提醒过",
    "clock stopped": "计时已停",
    "gone": "已办，无需再发",
    "taken back": "已撤销",
    "nobody to tell": NOBODY_TO_TELL,
    "no such person": "通讯录里没有此人",
    "no app is configured": "未配置应用",
    "the group has no push key": "群没有推送密钥",
    "the chat is unknown": "群没有登记",
    "unknown destination": "不知道发到哪里",
    "refused before": "企业微信先前已拒收，没有再发",
    "the AI bot has no long connection": "助手没有连上企业微信",
    "the person cannot be reached": "企业微信说发不到此人",
    "no way for files": "这条路发不了文件",
    "the answer names no media_id": "企业微信没有收下文件",
    "nobody needs it again": "先前没有回音，已不需要补发",
    "the platform stayed away": "先前没有回音，企业微信一直没有恢复",
    "the response_url is not of the configured platform": "回复地址不是企业微信的",
    "the lease was half over": "发送进程停顿过久，没有发出",
    "gateway raised": "发送中出错，不知送到没有",
    "a part may be missing": "分条发出，其中一条没有回音",
    "lease ran out": "发送进程中断，没有回音",
    "the answer cannot be read": "企业微信的回音看不懂",
}
_BEGINNINGS = {
    "the card stays": "卡片已不能再改",
    "no answer": "没有回音",
    "not sent": "连不上企业微信",
    "HTTP 5": "没有回音（企业微信网关出错）",
    "HTTP": "企业微信没有收下",
    "the access token": "没有取到访问凭证",
    "no access token": "没有取到访问凭证",
}
_SET_ASIDE = "set aside, reference "


def end_reason(kept: str | None, errcode: int | None = None) -> str | None:
    """Return in words why a delivery ended, from the reason kept and the code of its last try."""
    if kept is None or kept in _REASONS:
        return _REASONS.get(kept or "")
    if kept.startswith(_SET_ASIDE):
        return f"出故障已搁置，编号 {kept.removeprefix(_SET_ASIDE)}"
    if errcode and not kept.startswith("the card stays"):
        return f"企业微信错误{errcode}"
    return next((words for beginning, words in _BEGINNINGS.items() if kept.startswith(beginning)), kept)


def tries(channel: str | None, attempts: Sequence[Attempt]) -> list[str]:
    """Return what was tried before a message arrived, and whether people may have it twice; nothing for a first try."""
    n_parts = sum(attempt.outcome == "sent" for attempt in attempts)
    notes = [f"分{n_parts}条发出"] if n_parts > 1 else []
    left = next((each for each in reversed(attempts) if each.channel not in (None, channel)), None)
    if left is not None and left.channel and channel:
        notes.append(_left(left, channel))
    vain = [attempt for attempt in attempts if attempt.outcome != "sent"]
    if any(attempt.is_repeat for attempt in attempts):
        again = "同文重发" if channel == Channel.APP else "补发"
        unsure = next((attempt for attempt in vain if attempt.outcome == "unknown"), None)
        return [again, *([f"先前{end_reason(unsure.why)}"] if unsure is not None and unsure.why else []), *notes]
    if notes or not vain or len(attempts) < 2:
        return notes
    before = vain[-1]
    return [f"试了{len(attempts)}次", *([f"先前{words}"] if (words := end_reason(before.why, before.errcode)) else [])]


def _left(attempt: Attempt, channel: str) -> str:
    words = end_reason(attempt.why, attempt.errcode)
    why = f"（{words}）" if words else ""
    return f"{CHANNELS[attempt.channel or '']}发不出去{why}，改走{CHANNELS[channel]}"
