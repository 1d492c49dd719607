"""What doctor looks at inside the database: people, groups, units, rotas, keys, processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from actions.desk import Desk
from models.queries import directory as directory_queries
from models.queries import machinery
from models.queries import people as queries
from models.sealing import keyring
from rules.roster import Rota, gaps
from rules.watching import BEATING
from texts.moments import moment, span

OK, NOTE, WRONG = "OK", "注意", "错误"
_NAMED_AT_MOST = 8
_ROTA_DAYS = 7
_CALENDAR_DAYS = 60
_PROBE = "doctor.probe"
_SILENT_AFTER = timedelta(minutes=1)
_CLOCK_TOLERANCE = timedelta(seconds=30)


@dataclass(frozen=True)
class Line:
    """One line of the doctor's report: how bad, what, and what to do about it."""

    level: str
    what: str
    said: str
    do: str = ""


def look_inside(desk: Desk) -> Iterator[Line]:
    """Yield what stands in the database; raises SealBroken when the keys do not open it."""
    yield _keys(desk)
    yield from _people(desk)
    yield from _groups(desk)
    yield from _units(desk)
    yield _rota(desk)
    yield _calendar(desk)
    yield from _processes(desk)


def _keys(desk: Desk) -> Line:
    keys = keyring()
    keys.open(keys.seal(b"probe", _PROBE), _PROBE)
    # Reading them opens what was sealed under older keys too.
    n_read = len(directory_queries.people(desk.session)) + len(directory_queries.groups(desk.session))
    return Line(OK, "密钥", f"能加密解密，读回 {n_read} 行")


def _people(desk: Desk) -> Iterator[Line]:
    people = queries.all_people(desk.session)
    roles = {role for someone in people for role in someone.roles}
    lacking = [
        name for role, name in (("agent", "坐席"), ("supervisor", "主管"), ("admin", "管理员")) if role not in roles
    ]
    if lacking:
        yield Line(WRONG, "人员", f"没有{'、'.join(lacking)}", "补进通讯录文件后运行 import-directory")
    without = [someone.userid for someone in people if not someone.mobile]
    yield listing("人员手机号", without, f"{len(people)} 人都有", "没有手机号", "私信不通时无法打电话，请补进通讯录")


def _groups(desk: Desk) -> Iterator[Line]:
    groups = queries.all_groups(desk.session)
    kinds = {group.kind for group in groups}
    for kind, name in (("desk", "坐席群"), ("supervisors", "督办群")):
        if kind not in kinds:
            yield Line(WRONG, "群", f"没有{name}", "在通讯录里写上，或在群里 @机器人 发 /绑定")
    unheard = [group.name for group in groups if not group.chat_id]
    yield listing("群的 chat_id", unheard, f"{len(groups)} 个群都有", "没有 chat_id", "在群里 @机器人 发 /绑定")
    mute = [group.name for group in groups if not group.push_key]
    yield listing(
        "群的推送 key", mute, f"{len(groups)} 个群都有", "没有推送 key", "在群里添加消息推送，把 key 写进通讯录"
    )


def _units(desk: Desk) -> Iterator[Line]:
    units = queries.all_departments(desk.session)
    if not units:
        yield Line(WRONG, "单位", "通讯录是空的", "运行 ./manage.py import-directory 文件")
        return
    headless = [unit.name for unit in units if not unit.lead_userid]
    yield listing("单位负责人", headless, f"{len(units)} 个单位都有", "没有负责人", "升级提醒会直接到主管，请补 lead")
    alone = [unit.name for unit in units if queries.group_of_department(desk.session, unit.id) is None]
    yield listing("单位的群", alone, f"{len(units)} 个单位都有", "没有群", "工单将私发负责人")


def _rota(desk: Desk) -> Line:
    rows = queries.rota_rows(desk.session, "shift")
    rotas = [Rota(row.kind, row.name, row.start, row.end, tuple(row.people), row.since) for row in rows]
    zone, first = desk.rules.zone, desk.now.astimezone(desk.rules.zone).date()
    empty = gaps(rotas, first, first + timedelta(days=_ROTA_DAYS - 1), zone)
    if not rows:
        return Line(WRONG, "班次", "没有排班", "在通讯录里写 [[shifts]] 后运行 import-directory")
    spans = [f"{moment(begin, zone)} 至 {moment(end, zone)}" for begin, end in empty]
    return listing("班次", spans, f"今后 {_ROTA_DAYS} 天都有人", "无人值班", "补上班次，否则提醒只到主管", level=WRONG)


def _calendar(desk: Desk) -> Line:
    today = desk.now.astimezone(desk.rules.zone).date()
    years = {today.year, (today + timedelta(days=_CALENDAR_DAYS)).year}
    unknown = sorted(years - desk.rules.calendar.known_years)
    if not unknown:
        return Line(OK, "节假日", f"今后 {_CALENDAR_DAYS} 天的安排都有")
    named = "、".join(f"{year}年" for year in unknown)
    return Line(
        NOTE, "节假日", f"{named}还没有，暂按周一至周五算", f"安排公布后写入 var_dir/holidays/{unknown[0]}.json"
    )


def _processes(desk: Desk) -> Iterator[Line]:
    beats = machinery.heartbeats(desk.session)
    if not beats:
        yield Line(NOTE, "进程", "还没有运行过", "运行 ./manage.py run")
        return
    expected = (*BEATING, "watchdog", "scan")
    silent = [name for name in expected if name not in beats or desk.real_now - beats[name].beat_at > _SILENT_AFTER]
    yield listing("进程", silent, "都在运行", "没有动静", "没有启动则运行 ./manage.py run，否则看日志")
    ahead = max(row.beat_at for row in beats.values()) - desk.real_now
    if ahead > _CLOCK_TOLERANCE:
        yield Line(WRONG, "服务器时间", f"比上次运行时倒退了 {span(ahead)}", "校准服务器时间（NTP）")
    elif "clock_jump" in beats:
        jumped_at = moment(beats["clock_jump"].beat_at, desk.rules.zone)
        yield Line(NOTE, "服务器时间", f"{jumped_at} 跳变过", "确认 NTP 在工作")


def listing(what: str, lacking: Iterable[str], fine: str, problem: str, do: str, *, level: str = NOTE) -> Line:
    """Return the line for what some lack, naming the first of them; `problem` follows their number."""
    named = list(lacking)
    if not named:
        return Line(OK, what, fine)
    shown = "、".join(named[:_NAMED_AT_MOST]) + ("等" if len(named) > _NAMED_AT_MOST else "")
    return Line(level, what, f"{len(named)} 个{problem}：{shown}", do)
