"""The Chinese names of faults, of how entries stand and of what was decided, for reports and texts alike."""

from __future__ import annotations

from rules.ledger import Ruling, Standing
from rules.penalties import Fault, Yuan

FAULTS: dict[Fault, str] = {
    Fault.SIGN: "签收超时",
    Fault.VERIFY: "初核超时",
    Fault.ASSIGN: "转办超时",
    Fault.REPLY: "平台回复超时",
    Fault.WORDING: "文字差错",
    Fault.ATTITUDE: "服务态度",
    Fault.LATE: "迟到",
    Fault.EARLY: "早退",
    Fault.ABSENCE: "缺勤",
    Fault.LEAK: "泄露信息",
}
STANDINGS: dict[Standing, str] = {
    Standing.COUNTED: "计入",
    Standing.DISPUTED: "有异议，待裁定",
    Standing.CLAIMED: "平台记为超时，待核定",
    Standing.UNSETTLED: "补录未核",
    Standing.EXCLUDED: "已剔除",
    Standing.WAIVED: "免扣",
    Standing.LAPSED: "不计",
}
RULINGS: dict[Ruling, str] = {
    Ruling.DISPUTE: "异议",
    Ruling.WAIVE: "免扣",
    Ruling.REDUCE: "减扣",
    Ruling.UPHOLD: "维持",
}


def yuan(amount: Yuan) -> str:
    """Return an amount as people write it, such as `200–500元` or `300元`."""
    return f"{amount.low}元" if amount.low == amount.high else f"{amount.low}–{amount.high}元"
