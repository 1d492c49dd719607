"""What doctor looks at inside the database: people, groups, units, rotas, processes, backups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from actions import first_day
from actions.contacts import ACTIVITY
from actions.desk import Desk
from actions.unit_names import unit_called
from bot.origins import CALLBACK
from console.lines import NOTE, OK, WRONG, Line, listing
from models.queries import machinery
from models.queries import people as queries
from rules.desk_tables import unknown_units
from rules.roster import Rota, gaps
from rules.watching import BEATING
from texts.faults import faults_now
from texts.moments import moment, span

_ROTA_DAYS = 7
_CALENDAR_DAYS = 60
_SILENT_AFTER = timedelta(minutes=1)
_BACKUP_AFTER = timedelta(hours=36)
_FAULTS_SHOWN_FOR = timedelta(days=7)
_CLOCK_TOLERANCE = timedelta(seconds=30)


def look_at_directory(desk: Desk) -> Iterator[Line]:
    """Yield what lacks in the directory: units, people, groups, who is on duty, and the calendar."""
    yield from _units(desk)
    yield from _people(desk)
    yield from _groups(desk)
    yield from _tables(desk)
    yield _rota(desk)
    yield _calendar(desk)


def look_at_care(desk: Desk) -> Iterator[Line]:
    """Yield what the desk asks for while it runs: what was set aside, and backups."""
    yield _set_aside(desk)
    yield _backup(desk)


def _set_aside(desk: Desk) -> Line:
    found = faults_now(desk, _FAULTS_SHOWN_FOR)
    if not found:
        return Line(OK, "搁置", "没有出故障被搁置的")
    return Line(NOTE, "搁置", "，".join(found), "用编号查日志；修好后重启进程会再试，否则每小时再试一次")


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


def _tables(desk: Desk) -> Iterator[Line]:
    """Yield the units that the tables of the desk name and nobody knows: they would never be suggested or found."""
    tables = desk.rules.tables()
    if tables.aliases or tables.categories:
        unknown = list(unknown_units(tables, lambda name: unit_called(desk, name) is not None))
        do = "改类别表、别名表，或在通讯录文件里补上这个单位"
        yield listing("类别表和别名表", unknown, "写到的单位通讯录里都有", "通讯录里没有这些单位", do, names_all=True)


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
    yield from _trials(desk)


def _trials(desk: Desk) -> Iterator[Line]:
    """Yield what the trial pushes of the groups have shown."""
    found = first_day.all_standings(desk)
    astray = [
        f"{each.group.name}（发到了{each.elsewhere or '别的群'}）" for each in found if each.elsewhere is not None
    ]
    if astray:
        do = "取本群自己的 key，私聊机器人发 /绑定 群名 key"
        yield listing("群的试发", astray, "", "群的推送 key 是别的群的", do, level=WRONG)
    left = [each.group.name for each in found if not each.is_done and each.elsewhere is None]
    do = "在群里 @机器人 发 /绑定 再试，引用那条试发回复“收到”；发 /绑定 看还差什么"
    yield listing("群的试发", left, f"{len(found)} 个群都试好了", "群还没试好", do)


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
    zone, first = desk.rules.zone, desk.today
    empty = gaps(rotas, first, first + timedelta(days=_ROTA_DAYS - 1), zone)
    if not rows:
        return Line(WRONG, "班次", "没有排班", "在通讯录里写 [[shifts]] 后运行 import-directory")
    spans = [f"{moment(begin, zone)} 至 {moment(end, zone)}" for begin, end in empty]
    return listing("班次", spans, f"今后 {_ROTA_DAYS} 天都有人", "无人值班", "补上班次，否则提醒只到主管", level=WRONG)


def _calendar(desk: Desk) -> Line:
    today = desk.today
    years = {today.year, (today + timedelta(days=_CALENDAR_DAYS)).year}
    unknown = sorted(years - desk.rules.calendar.known_years)
    if not unknown:
        return Line(OK, "节假日", f"今后 {_CALENDAR_DAYS} 天的安排都有")
    named = "、".join(f"{year}年" for year in unknown)
    return Line(
        NOTE, "节假日", f"{named}还没有，暂按周一至周五算", f"安排公布后写入 var_dir/holidays/{unknown[0]}.json"
    )


def _backup(desk: Desk) -> Line:
    last = machinery.heartbeats(desk.session).get(machinery.BACKUP)
    do = "运行 ./manage.py backup；每天自动备份见 docs/operations.zh-CN.md"
    if last is None:
        return Line(NOTE, "备份", "还没有备份过", do)
    age = max(desk.real_now - last.beat_at, timedelta(0))
    if age > _BACKUP_AFTER:
        return Line(NOTE, "备份", f"已经{span(age)}没有备份", do)
    return Line(OK, "备份", f"上次在 {moment(last.beat_at, desk.rules.zone)}")


def look_at_processes(desk: Desk, more: Sequence[str] = ()) -> Iterator[Line]:
    """Yield which processes (the usual and `more`) give no sign of life, and whether machine time was set back."""
    others = (machinery.BACKUP, CALLBACK, ACTIVITY)
    beats = {name: row for name, row in machinery.heartbeats(desk.session).items() if not name.startswith(others)}
    if not beats:
        yield Line(NOTE, "进程", "还没有运行过", "运行 ./manage.py run")
        return
    expected = (*BEATING, *more, "watchdog", "scan")
    silent = [name for name in expected if name not in beats or desk.real_now - beats[name].beat_at > _SILENT_AFTER]
    yield listing("进程", silent, "都在运行", "没有动静", "没有启动则运行 ./manage.py run，否则看日志")
    ahead = max(row.beat_at for row in beats.values()) - desk.real_now
    if ahead > _CLOCK_TOLERANCE:
        yield Line(WRONG, "服务器时间", f"比上次运行时倒退了 {span(ahead)}", "校准服务器时间（NTP）")
    elif "clock_jump" in beats:
        jumped_at = moment(beats["clock_jump"].beat_at, desk.rules.zone)
        yield Line(NOTE, "服务器时间", f"{jumped_at} 跳变过", "确认 NTP 在工作")
