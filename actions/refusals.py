"""The expected no: what people did wrong or may not do, as a code and facts that texts/ puts into words."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An expected no; nothing was changed. `facts` never hold an identity."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __repr__(self) -> str:
        return f"Refusal({self.code})"
