"""Words what is wrong with the running desk, for those who have to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from rules.troubles import OF_LINE, Finding, Trouble
from rules.watching import GATEWAY
from texts.moments import span

_PROCESSES = {
    "scheduler": "调度进程",
    "worker:ticks": "计时进程",
    "worker:send": "发送进程",
    "worker:files": "收文件进程",
    "worker:reports": "出报告进程",
    "watchdog": "看门狗进程",
    "web": "网页进程",
    "gateway": "长连接进程",
}
JOBS = {
    "scan_deadlines": "到期检查",
    "send_outbox": "发送",
    "fetch_files": "收文件",
    "issue": "出报告、传文件",
    "order_reports": "到点出报告",
    "sweep": "补答",
    "hand_over": "交接班",
    "resume": "挂账到期恢复",
    "archive": "归档",
    "learn": "找热点",
    "welcome": "新群提示",
    "tidy": "清理",
    "refresh_contacts": "核对人员",
}
_CHANNELS = {"app": "应用私信", "push_key": "群推送", "aibot": "助手消息"}
_WORDS: dict[Trouble, Callable[[Finding], str]] = {
    Trouble.DATABASE: lambda _: "数据库连不上",
    Trouble.CHECK: lambda found: f"系统自查出错（编号 {found.reference}）",
    Trouble.DELIVERY: lambda found: f"有提醒积压{_span(found)}没有发出",
    Trouble.MESSAGE: lambda found: f"有消息{_span(found)}发不出去，企业微信通道可能不通",
    Trouble.SCAN: lambda found: f"{_span(found)}没有检查到期工单",
    Trouble.UNFIRED: lambda found: f"有{found.n}个时限{_span(found)}前就该提醒，没有提醒",
    Trouble.INBOUND: lambda found: f"有人发来的消息{_span(found)}没有答复",
    Trouble.CHANNEL: lambda found: f"{_channel(found)}{_span(found)}都发不出去{_code(found)}",
    Trouble.LINE: lambda found: f"机器人的长连接{'时断时续' if found.n else '断了'}{_span(found)}，群里的话收不到",
    Trouble.LINE_TAKEN: lambda _: "机器人被别的程序连走了，群里的话收不到",
    Trouble.LINE_REFUSED: lambda found: f"企业微信不让机器人连接{_code(found)}，编号或密钥不对，群里的话收不到",
    Trouble.JOB: lambda found: _job_words(found),
    Trouble.HEARTBEAT: lambda found: f"{_process(found)}{_span(found)}没有动静",
    Trouble.CLOCK_JUMP: lambda _: "服务器时间跳变，提醒暂停过，请核对服务器时间",
    Trouble.DISK: lambda found: f"磁盘快满了，只剩{found.free_mebibytes}MB",
    Trouble.CERTIFICATE: lambda _: "网址的证书已过期，机器人收不到消息",
    Trouble.GROUP: lambda found: f"“{found.name}”的群推送被企业微信拒收{_code(found)}，{_left(found)}",
    Trouble.APP_IDLE: lambda _: "应用太久没人用，企业微信要停用它，停了就发不了私信",
    Trouble.REFUSED: lambda found: f"有{found.n}条消息因内容被企业微信拒收{_code(found)}",
    Trouble.CONTRADICTION: lambda found: f"提醒的账对不上，有{found.n}条前后矛盾",
    Trouble.SET_ASIDE: lambda found: f"有{found.n}项出故障已搁置，要人工盯",
    Trouble.DISK_LOW: lambda found: f"磁盘只剩{found.free_mebibytes}MB",
    Trouble.CALENDAR: lambda found: f"节假日安排只够{found.days}天，之后按周一至周五算",
    Trouble.CERTIFICATE_ENDS: lambda found: (
        f"网址的证书还有{found.days}天到期" if found.days is not None else "网址的证书校验不过"
    ),
}
# What is well again, once it is.
_THINGS: dict[Trouble, Callable[[Finding], str]] = {
    Trouble.DATABASE: lambda _: "数据库",
    Trouble.CHECK: lambda _: "系统自查",
    Trouble.DELIVERY: lambda _: "提醒发送",
    Trouble.MESSAGE: lambda _: "消息发送",
    Trouble.SCAN: lambda _: "到期检查",
    Trouble.UNFIRED: lambda _: "到期提醒",
    Trouble.INBOUND: lambda _: "消息答复",
    Trouble.CHANNEL: lambda found: _channel(found),
    Trouble.LINE: lambda _: "机器人的长连接",
    Trouble.LINE_TAKEN: lambda _: "机器人的长连接",
    Trouble.LINE_REFUSED: lambda _: "机器人的长连接",
    Trouble.JOB: lambda found: f"{_job(found)}任务",
    Trouble.HEARTBEAT: lambda found: _process(found),
    Trouble.CLOCK_JUMP: lambda _: "服务器时间",
    Trouble.DISK: lambda _: "磁盘空间",
    Trouble.CERTIFICATE: lambda _: "网址证书",
    Trouble.GROUP: lambda found: f"“{found.name or found.of}”的群推送",
    Trouble.APP_IDLE: lambda _: "应用",
    Trouble.DISK_LOW: lambda _: "磁盘空间",
    Trouble.CALENDAR: lambda _: "节假日安排",
    Trouble.CERTIFICATE_ENDS: lambda _: "网址证书",
}


def finding(found: Finding) -> str:
    """Return one finding as a clause."""
    return _WORDS[found.trouble](found)


def alarm(site: str, found: Iterable[Finding]) -> str:
    """Return the message that tells supervisors what is wrong and what to do meanwhile."""
    clauses = "；".join(map(finding, found))
    return f"【系统告警】{site}催办系统：{clauses}。请联系管理员；恢复前请坐席直接看平台，到期工单打电话催。"


def warning(site: str, found: Iterable[Finding]) -> str:
    """Return the message that tells supervisors of what does not stop the desk but wants to be mended."""
    return f"【系统提醒】{site}催办系统：{'；'.join(map(finding, found))}。请转告管理员处理。"


def recovered(site: str, gone: Iterable[Finding], left: Iterable[Finding]) -> str:
    """Return the message that tells supervisors what is well again, and what is not yet."""
    told = tuple(gone)
    things = "、".join(dict.fromkeys(_THINGS[found.trouble](found) for found in told))
    still = "；".join(map(finding, left))
    rest = f"但还有问题：{still}。仍请坐席直接看平台。" if still else ""
    if any(_is_of_line(found) for found in told):
        # The platform never hands over what was said meanwhile.
        rest += "断开期间发给机器人的话没有收到，请转告各单位：没有回音的再发一次。"
    elif not still:
        rest = "积压的提醒会自动发出，不用再逐件打电话。"
    return f"【系统恢复】{site}催办系统：{things}已恢复正常。{rest}"


def mended(site: str, gone: Iterable[Finding]) -> str:
    """Return the message that takes back what supervisors were asked to pass on."""
    things = "、".join(dict.fromkeys(_THINGS[found.trouble](found) for found in gone))
    return f"【系统提醒】{site}催办系统：{things}已恢复正常。"


def _is_of_line(found: Finding) -> bool:
    return found.trouble in OF_LINE or (found.trouble is Trouble.HEARTBEAT and found.of == GATEWAY)


def _left(found: Finding) -> str:
    return "改由助手在群里提醒，@不到人" if found.n else "群里收不到提醒"


def _span(found: Finding) -> str:
    return span(timedelta(seconds=found.seconds or 0))


def _process(found: Finding) -> str:
    return _PROCESSES.get(found.of or "", found.of or "")


def _channel(found: Finding) -> str:
    return _CHANNELS.get(found.of or "", found.of or "")


def _code(found: Finding) -> str:
    return f"（错误{found.errcode}）" if found.errcode is not None else ""


def _job(found: Finding) -> str:
    return JOBS.get(found.of or "", found.of or "")


def _job_words(found: Finding) -> str:
    if found.seconds is not None:
        return f"{_job(found)}任务{_span(found)}没有做成"
    return f"{_job(found)}任务连续{found.n}次出错（编号 {found.reference}）"
