"""Faults that can be switched on per endpoint, for a number of calls or until taken away."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

KINDS = ("errcode", "http", "hang", "slow", "accept_then_cut", "no_ack")


@dataclass(frozen=True)
class Fault:
    """What goes wrong at an endpoint ("webhook/send", "*" for all).

    `times` None means until taken away. `hang` waits and cuts the line, nothing recorded; `slow` waits and
    goes on; `accept_then_cut` records the message and cuts the line. On the long connection `slow` answers late while
    the line goes on, `hang` neither records nor answers, `http` cuts it, `no_ack` records and never answers.
    `target` narrows it to one push key, chat or userid.
    """

    endpoint: str
    kind: str
    errcode: int = -1
    status: int = 502
    seconds: float = 10.0
    times: int | None = 1
    target: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"fault kind must be one of {', '.join(KINDS)}")

    @classmethod
    def from_mapping(cls, row: Mapping[str, Any]) -> Fault:
        """Build a fault from JSON; raises ValueError for unknown keys or values."""
        times = row.get("times", 1)
        try:
            return cls(
                endpoint=str(row["endpoint"]),
                kind=str(row["kind"]),
                errcode=int(row.get("errcode", -1)),
                status=int(row.get("status", 502)),
                seconds=float(row.get("seconds", 10)),
                times=None if times is None else int(times),
                target=row.get("target"),
            )
        except (KeyError, TypeError) as error:
            raise ValueError("a fault needs an endpoint and a kind") from error


class FaultBook:
    """The faults that are switched on, oldest first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Switch a fault on."""
        with self._lock:
            self._faults.append(fault)

    def clear(self, endpoint: str | None = None) -> None:
        """Switch off all faults, or those of one endpoint."""
        with self._lock:
            self._faults = [f for f in self._faults if endpoint is not None and f.endpoint != endpoint]

    def take(self, endpoint: str, targets: tuple[str, ...] = ()) -> Fault | None:
        """Return the fault that meets this call, counting it down."""
        with self._lock:
            for place, fault in enumerate(self._faults):
                if fault.endpoint not in ("*", endpoint) or (fault.target and fault.target not in targets):
                    continue
                if fault.times is not None:
                    left = fault.times - 1
                    self._faults[place : place + 1] = [replace(fault, times=left)] if left > 0 else []
                return fault
        return None

    def listed(self) -> list[dict[str, Any]]:
        """Return the faults as JSON."""
        with self._lock:
            return [asdict(fault) for fault in self._faults]
