"""What doctor finds about people the bot cannot place or reach: ids nobody can read, and who must do what once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from actions.desk import Desk
from actions.unreached import unreached
from console.lines import NOTE, OK, Line, listing
from console.wecom_checks import APP, AppLook
from models.queries import identities
from texts.unreached import by_need

_SHOWN_FOR = timedelta(days=30)


def look_at_strangers(desk: Desk) -> Iterator[Line]:
    """Yield the encrypted ids of which nobody knows whose they are."""
    unknown = [row for row in identities.unknown_open_ids(desk.session) if desk.real_now - row.heard_at < _SHOWN_FOR]
    if not unknown:
        return
    do = "问清是谁后私聊机器人发 /绑定 编号 姓名，或 ./manage.py bind-person 编号 姓名；根治：由超级管理员重建机器人"
    yield listing("认不出的人", [row.code for row in unknown], "", "账号是加密的，认不出是谁，编号", do, names_all=True)


def look_at_reach(desk: Desk, app: AppLook) -> Iterator[Line]:
    """Yield who cannot be reached by any way yet, and what they must do once; the app has just been asked of them."""
    lost = by_need(unreached(desk, app.lost))
    for what_to_do, names in lost.items():
        yield listing("还发不到", names, "", "还发不到", what_to_do, names_all=True)
    if desk.rules.has_app and not app.is_fine:
        yield Line(NOTE, "还发不到", "应用还不通，应用私信现在都发不出去", f"先改好“{APP}”一行")
    elif not lost:
        yield Line(OK, "还发不到", "没有：每个人、每个群都有路可通")
