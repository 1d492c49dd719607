"""The invented township of the stories: its configuration, its people and groups, and orders to paste."""

from __future__ import annotations

# The AI bot and the app have the real envelopes; desk time stands still until a story moves it.
CONFIG = """
[site]
name = "柳湾乡"
[server]
bind = "127.0.0.1:18080"
var_dir = "var"
[database]
url = "{database_url}"
[redis]
url = "{redis_url}"
[wecom]
corp_id = "wwSTORYTOWN01"
api_base = "{api_base}"
[wecom.app]
agent_id = 1000002
secret = "story-app-secret"
token = "StoryAppToken"
encoding_aes_key = "BwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSY"
[wecom.aibot]
name = "催办助手"
token = "StoryBotToken"
encoding_aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
[wecom.robot]
token = "StoryRobotToken"
encoding_aes_key = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
[security]
encryption_keys = ["REVNTy1PTkxZLWtleS1mb3ItbGl1d2FuLXRvd24tMDE="]
[[security.api_tokens]]
name = "story"
token = "story-token-0123456789"
rights = ["intake", "read", "caller", "clock"]
[patrol]
enabled = {patrol}
[handover]
remind = {handover}
[repeats]
enabled = {repeats}
[reports.to]
daily = {daily}
weekly = {weekly}
monthly = {monthly}
"""
# Put in the place of its heading; the platform's own address comes later.
ON_THE_LINE = """[wecom.aibot]
mode = "long_connection"
bot_id = "aibSTORYTOWN"
secret = "story-bot-secret"
websocket_url = "ws://127.0.0.1:1"
"""
API_TOKEN = "story-token-0123456789"

# Who is who: userid -> (name, roles, unit).
_PEOPLE = {
    "zuoxi01": ("周敏", "agent", ""),
    "zuoxi02": ("吴桐", "agent", ""),
    "zuoxi03": ("郑岚", "agent", ""),
    "zuoxi04": ("王一凡", "agent", ""),
    "sunzr": ("孙主任", "supervisor", ""),
    "qianzr": ("钱主任", "supervisor", ""),
    "zhaoxz": ("赵乡长", "leader", ""),
    "lifxz": ("李副乡长", "leader", ""),
    "guanli": ("管理员", "admin", ""),
    "linfx": ("林分析", "analyst", ""),
    "chenzr": ("陈主任", "unit_lead", "青禾家园社区"),
    "liwg": ("李网格", "unit_staff", "青禾家园社区"),
    "hanzr": ("韩主任", "unit_lead", "北柳巷社区"),
    "duwg": ("杜网格", "unit_staff", "北柳巷社区"),
    "fangzr": ("方主任", "unit_lead", "城市管理办公室"),
    "shenky": ("沈科员", "unit_staff", "城市管理办公室"),
    "songzr": ("宋主任", "unit_lead", "便民服务中心"),
}
# Unit -> (aliases, kind, head).
_UNITS = {
    "青禾家园社区": (["青禾社区", "青禾"], "community", "chenzr"),
    "北柳巷社区": (["北柳巷"], "community", "hanzr"),
    "城市管理办公室": (["城管办"], "department", "fangzr"),
    # Has no group of its own: its orders go to its head.
    "便民服务中心": (["便民中心"], "department", "songzr"),
}
_GROUPS = (
    ("wrDESK", "坐席群", "desk", []),
    ("wrSUPERVISORS", "督办群", "supervisors", []),
    ("wrQINGHE", "青禾家园社区接诉即办群", "unit", ["青禾家园社区"]),
    ("wrBEILIU", "北柳巷社区接诉即办群", "unit", ["北柳巷社区"]),
    ("wrCHENGGUAN", "城管办接诉即办群", "unit", ["城市管理办公室"]),
)
# zuoxi02 has the morning, zuoxi03 the afternoon; one supervisor and one leader are always on duty.
_SHIFTS = (
    ("夜班", "00:00", "06:00", "zuoxi01"),
    ("早班", "06:00", "12:00", "zuoxi02"),
    ("午班", "12:00", "18:00", "zuoxi03"),
    ("晚班", "18:00", "24:00", "zuoxi04"),
)
_DUTY = (("主任值班", "00:00", "24:00", "sunzr"), ("领导值班", "00:00", "24:00", "zhaoxz"))

# What the desk writes itself, where a story has it: what communities may lead, and what units are called besides.
CATEGORIES = """一级,二级,三级,关键词,主责单位,社区可主责
市政,道路设施,路灯不亮,路灯,市容科,否
环境,楼道堆物,,堆物,,是
"""
ALIASES = """单位,别名
城市管理办公室,市容科
青禾家园社区,青禾里
"""


def directory() -> str:
    """Return the directory file of the township."""
    parts = [
        f'[[departments]]\nname = "{name}"\naliases = {aliases}\nkind = "{kind}"\nlead = "{head}"\n'
        for name, (aliases, kind, head) in _UNITS.items()
    ]
    for number, (userid, (name, role, unit)) in enumerate(_PEOPLE.items()):
        of_unit = f'department = "{unit}"\n' if unit else ""
        mobile = f"1380000{300 + number:04d}"
        parts.append(
            f'[[people]]\nuserid = "{userid}"\nname = "{name}"\nmobile = "{mobile}"\nroles = ["{role}"]\n{of_unit}'
        )
    for chat, name, kind, units in _GROUPS:
        key = chat.removeprefix("wr").lower()
        parts.append(
            f'[[groups]]\nchat_id = "{chat}"\nname = "{name}"\nkind = "{kind}"\n'
            f'departments = {units}\nwebhook_key = "key-{key}"\nai_bot = true\n'
        )
    for table, rows in (("shifts", _SHIFTS), ("duty", _DUTY)):
        for name, start, end, userid in rows:
            parts.append(
                f'[[{table}]]\nname = "{name}"\nstart = "{start}"\nend = "{end}"\n'
                f'people = ["{userid}"]\nsince = 2026-11-01\n'
            )
    return "\n".join(parts)


# The identity that must never be seen outside of /电话.
CALLER_NAME, CALLER_PHONE, ROOM = "欧阳晓月", "13912345678", "501"
IDENTITY = (CALLER_NAME, CALLER_PHONE, ROOM)
NUMBER, SECOND, THIRD = "20261118004512", "20261118004513", "20261118004514"


def order(number: str = NUMBER, *, dispatched: str = "2026-11-18 10:00:00", limit: str = "24小时", **more: str) -> str:
    """Return an order as the platform shows it; `more` replaces or adds fields by their Chinese names."""
    fields = {
        "工单编号": number,
        "来电人": CALLER_NAME,
        "联系电话": CALLER_PHONE,
        "诉求类型": "投诉",
        "所属社区": "青禾家园社区",
        "问题点位": f"青禾家园二期3号楼2单元{ROOM}",
        "主要内容": f"市民{CALLER_NAME}反映，其居住的青禾家园二期3号楼2单元{ROOM}室室温仅14度，要求尽快解决。",
        "办理时限": limit,
        "派单时间": dispatched,
        **more,
    }
    return "\n".join(f"{name}：{value}" for name, value in fields.items() if value)
