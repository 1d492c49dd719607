"""Words what becomes of requests, for who prepared and who decided them."""

from __future__ import annotations


def prepared(no: str, kind: str, request_id: int) -> str:
    """Answer who prepared a request."""
    return f"{no} {kind}申请已提交，编号{request_id}，等值班主管审批；批准前一切照旧。"


def endorsed(no: str, request_id: int) -> str:
    """Answer who endorsed a void."""
    return f"申请{request_id}已同意，{no} 已作废，计时全部停止。"


def rejected(no: str, request_id: int) -> str:
    """Answer who refused a request."""
    return f"申请{request_id}已驳回，{no} 照常办理，已告知申请人。"
