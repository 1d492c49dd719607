"""Invents the orders of a run, at what age each step is taken, and what people say to take it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from chaos.ladder import DESK, UNITS
from chaos.orders import LIMITS, Act, Order

_MINUTE = timedelta(minutes=1)


def invent(chance: random.Random, count: int, now: datetime) -> tuple[Order, list[tuple[timedelta, str]]]:
    """Return an order and at what age what is to be done with it."""
    age = chance.uniform(0.5, 18)
    order = Order(
        f"20261118{count:06d}",
        (now - age * _MINUTE).replace(microsecond=0),
        chance.choice(list(LIMITS)),
        chance.choice(UNITS),
        is_pasted=chance.random() < 0.3,
    )
    if chance.random() < 0.3:
        return order, [(36 * _MINUTE, "replied")]
    plan, at = [], age
    signs_at = chance.uniform(age + 0.5, 19.5) if chance.random() < 0.6 else chance.uniform(20.5, 26)
    gaps = (
        signs_at - age,
        chance.uniform(1, 12),
        chance.uniform(1, 11),
        chance.uniform(1, 11),
        chance.uniform(1, 5),
    )
    for event, gap in zip(("signed", "verified", "assigned", "accepted", "replied"), gaps, strict=True):
        at += gap
        plan.append((at * _MINUTE, event))
    return order, plan


def said(order: Order, event: str, agent: str) -> Act:
    """Return what makes an event happen, as it is said by whoever does it."""
    no = order.number
    words = {
        "signed": f"/签收 {no}",
        "verified": f"/初核 {no} 属实",
        "assigned": f"/转办 {no} {order.unit.name}",
        "accepted": f"{no} 收到",
        "replied": f"/已回复 {no} 已电话答复市民",
    }
    by_unit = event == "accepted"
    chat, userid = (order.unit.group, order.unit.staff) if by_unit else (DESK, agent)
    return Act(event, userid, chat, f"@催办助手 {words[event]}")
