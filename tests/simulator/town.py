"""An invented township for the simulator's own tests, without files."""

from __future__ import annotations

from typing import Any

from simulator.world import World

CONFIG: dict[str, Any] = {
    "site": {"base_url": "http://127.0.0.1:8080"},
    "wecom": {
        "corp_id": "wwTESTTOWN",
        "app": {
            "agent_id": 1000002, "secret": "app-secret", "token": "AppToken",
            "encoding_aes_key": "BwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSY",
        },
        "aibot": {
            "name": "催办助手", "token": "BotToken",
            "encoding_aes_key": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
            "bot_id": "aibTESTTOWN", "secret": "bot-secret",
        },
        "robot": {
            "token": "RobotToken", "encoding_aes_key": "RobotKey0123456789abcdefghijklmnopqrstuvwxy",
        },
    },
    "security": {"api_tokens": [{"name": "clock", "token": "clock-token", "rights": ["clock"]}]},
}  # fmt: skip

DIRECTORY: dict[str, Any] = {
    "people": [
        {"userid": "zuoxi01", "name": "坐席一", "roles": ["agent"], "mobile": "13800000101"},
        {"userid": "zuoxi02", "name": "坐席二", "roles": ["agent"]},
        {
            "userid": "chenzr", "name": "陈主任", "roles": ["unit_lead"], "department": "青禾家园社区",
            "mobile": "13800000201",
        },
        {"userid": "liwg", "name": "李网格", "roles": ["unit_staff"], "department": "青禾家园社区"},
        {"userid": "wangzr", "name": "王督办", "roles": ["supervisor"]},
        {"userid": "zhaoxz", "name": "赵乡长", "roles": ["leader"]},
    ],
    "groups": [
        {"chat_id": "wrDESK", "name": "热线坐席群", "kind": "desk", "webhook_key": "key-desk"},
        {
            "chat_id": "wrQINGHE", "name": "青禾家园社区接诉即办群", "kind": "unit",
            "departments": ["青禾家园社区"], "webhook_key": "key-qinghe",
        },
        {"chat_id": "wrSUPERVISORS", "name": "督办群", "kind": "supervisors", "webhook_key": "key-supervisors"},
        {"chat_id": "wrDEAF", "name": "没有机器人的群", "kind": "unit", "ai_bot": False, "webhook_key": "key-deaf"},
    ],
}  # fmt: skip


def town() -> World:
    """Return the township."""
    return World.from_mappings(CONFIG, DIRECTORY)
