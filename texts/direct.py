"""Words an answer for a direct chat, where nobody is to be mentioned and a number is surer than a quote."""

from __future__ import annotations

# What a group is told -> what one person is told; the longer phrases first.
_IN_DIRECT = (
    ("请引用工单消息@我回复，或带上单号", "请带上单号"),
    ("请引用那条消息@我回复，或把序号", "请把序号"),
    ("请引用工单消息或带上单号", "请带上单号"),
    ("，或引用我发的那条消息", ""),
    ("引用它@我回复即可，例如：收到。", "直接写单号和要说的话，例如：4512 收到。"),
    ("引用工单消息@我，写“收到”", "写单号和要说的话，如“4512 收到”"),
    ("再@我报", "再报"),
    ("，请把照片和单号发在一条消息里@我。", "，请直接发来。"),
    ("请试着@我", "请试着"),
    ("请@我", "请"),
    ("@我回复", "回复"),
    ("@我直接说", "直接说"),
)


def in_direct(answer: str) -> str:
    """Return an answer as it reads in a direct chat."""
    for in_group, alone in _IN_DIRECT:
        answer = answer.replace(in_group, alone)
    return answer
