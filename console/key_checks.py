"""What doctor finds about the keys: whether they open what is stored, since when, and which of them nothing needs."""

from __future__ import annotations

from collections.abc import Iterator

from actions.desk import Desk
from console.lines import NOTE, OK, Line
from models.queries import directory as directory_queries
from models.queries import sealed
from models.sealing import keyring
from texts.moments import moment

_PROBE = "doctor.probe"
_OLD_DAYS = 730


def look_at_keys(desk: Desk) -> Iterator[Line]:
    """Yield how the keys stand; raises SealBroken when they do not open what is stored."""
    keys = keyring()
    keys.open(keys.seal(b"probe", _PROBE), _PROBE)
    # Reading them opens what was sealed under older keys too.
    n_read = len(directory_queries.people(desk.session)) + len(directory_queries.groups(desk.session))
    found = sealed.key_ids(desk.session)
    missing = found - set(keys.key_ids)
    if missing:
        yield Line(
            "错误",
            "密钥",
            f"有数据是用别的密钥加密的（缺 {len(missing)} 把），那部分打不开",
            "[security] encryption_keys 里补上当初的密钥",
        )
        return
    yield _age(desk, f"能加密解密，读回 {n_read} 行")
    idle = [number for number, key_id in enumerate(keys.key_ids, 1) if number > 1 and key_id not in found]
    if idle:
        named = "、".join(f"第 {number} 把" for number in idle)
        yield Line(NOTE, "旧密钥", f"{named}没有数据在用", "不用再恢复它那时的备份，就可以从 encryption_keys 里去掉")


def _age(desk: Desk, said: str) -> Line:
    since = sealed.used_since(desk.session, keyring().newest_id)
    if since is None:
        return Line(OK, "密钥", said)
    days = (desk.real_now - since).days
    said += f"；最新一把从 {moment(since, desk.rules.zone)} 用起，{days} 天"
    if days <= _OLD_DAYS:
        return Line(OK, "密钥", said)
    return Line(NOTE, "密钥", said, "在 encryption_keys 最前面加一把新的，旧的留着解密，重启")
