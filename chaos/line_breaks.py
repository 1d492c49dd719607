"""Breaks the long connection in every way it breaks, each with the chance it has in a night."""

from __future__ import annotations

import random

from simulator.server import SimulatedWecom

# Which breaks come how often in a night of 48 steps.
_BREAKS = {
    "close 1000": 0.08,
    "close 1001": 0.08,
    "close 1006": 0.12,
    "forgotten (846609)": 0.12,
    "evicted": 0.04,
    "evicted and closed": 0.02,
    "push without ack": 0.05,
    "push cut off": 0.05,
    "answer without ack": 0.05,
    "answer cut off": 0.04,
    "answer refused": 0.07,
    "subscription refused": 0.02,
}


def break_line(sim: SimulatedWecom, chance: random.Random) -> list[str]:
    """Let the line break by chance, in several ways at once if need be; return which."""
    return [kind for kind, share in _BREAKS.items() if chance.random() < share and _struck(sim, chance, kind)]


def _struck(sim: SimulatedWecom, chance: random.Random, kind: str) -> bool:
    what = kind.split()
    match kind:
        case "close 1000" | "close 1001" | "close 1006":
            return sim.line.close(int(what[1]))
        case "forgotten (846609)":
            return sim.line.forget()
        case "evicted" | "evicted and closed":
            return sim.line.evict(close=kind.endswith("closed"))
        case "push without ack" | "push cut off":
            sim.fault("aibot_send_msg", "no_ack" if what[1] == "without" else "accept_then_cut", times=1)
        case "answer without ack" | "answer cut off":
            sim.fault("aibot_respond_msg", "no_ack" if what[1] == "without" else "accept_then_cut", times=1)
        case "answer refused":
            code = chance.choice((846604, 846605, 846606, 846608))
            sim.fault("aibot_respond_msg", "errcode", errcode=code, times=1)
        case _:
            sim.fault("aibot_subscribe", "errcode", errcode=45009, times=1)
    return True
