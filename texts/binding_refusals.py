"""Words refusals about binding: which group, key or person belongs together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Facts = dict[str, Any]


WORDS: dict[str, Callable[[Facts], str]] = {
    "already_bound": lambda f: (
        f"本群已绑定{'、'.join(f['units']) or {'desk': '坐席', 'supervisors': '主管'}[f['kind']]}，没有改动。"
        f"确要改绑请发：/绑定 改为 {f['what']}"
    ),
    "bind_where": lambda f: f"绑定单位请在群里@我发；保存推送密钥请这样写：{f['example']}",
    "key_in_group": lambda _: "群里只写单位名。如果发的是推送密钥，请立即撤回，改为私聊我发：/绑定 群名 密钥",
    "unknown_code": lambda f: f"没有编号 {f['of']}，请让本人再@我一次，用我回复里的六位编号。",
    "nobody_called": lambda f: f"通讯录里没有“{f['name'][:20]}”，请写通讯录里的姓名或账号。",
    "several_called": lambda f: f"有{len(f['userids'])}位“{f['name']}”，请写账号：{'、'.join(f['userids'])}。",
    "person_bound": lambda f: (
        (f"编号 {f['of']} 已登记为{f['name']}" if f["name"] else f"{f['person']}已登记过另一个编号")
        + f"，没有改动。核实后确要改，请发：/绑定 {f['of']} 改为 {f['person']}"
    ),
    "unknown_group": lambda f: f"没有群“{f['name']}”，现有：{'、'.join(f['groups'])}。",
    "bad_key": lambda _: "这不像推送密钥，请从群的“消息推送”里复制 key= 后面的部分。",
    "key_of_another": lambda f: (
        f"没有保存：这是“{f['owner']}”的推送密钥，发出去只到那个群。"
        f"请取“{f['name']}”自己的密钥，私聊我发：/绑定 {f['name']} 密钥"
    ),
}
