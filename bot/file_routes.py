"""Finds the way a file takes: uploaded to the app, a group's push key or the AI bot, else a signed link in words."""

from __future__ import annotations

from dataclasses import dataclass

from actions.desk import Desk
from actions.file_ways import Standing, file_of, standing
from actions.ports import Channel, Wire
from bot.composed import Composed
from bot.routes import OpenWay, Route, find_route, open_ways
from bot.wecom.bodies import file_body
from texts.files import shown_as

# In a group the push key is nobody's turn to speak, and has a pot of its own.
_FIRST = (Channel.PUSH_KEY, Channel.APP, Channel.AIBOT)
# Why a file goes nowhere yet.
WAITS_FOR_UPLOAD = "the file is not uploaded yet"


@dataclass(frozen=True)
class Wanted:
    """A file that is to be uploaded before it can be sent, and for which way."""

    file_id: int
    destination: str
    channel: Channel
    address: str


def find_file_route(desk: Desk, destination: str, composed: Composed, agent_id: int | None) -> Route:
    """Return the wire of a file, none while it has to be uploaded; where no way takes it, words are sent."""
    for way in _file_ways(desk, destination, agent_id):
        found, media_id = standing(desk, composed.file_id or 0, way.channel, way.address)
        if found is Standing.READY:
            is_group = destination.startswith("group:")
            body = file_body(way.channel, way.address, media_id, agent_id, is_group=is_group)
            named = shown_as(file_of(desk, composed.file_id or 0))
            return Route((Wire(way.channel, way.address, body, twin=named),))
        if found is not Standing.REFUSED:
            return Route((), WAITS_FOR_UPLOAD)
    return find_route(desk, destination, composed, agent_id)


def wanted_upload(desk: Desk, file_id: int, destination: str, agent_id: int | None) -> Wanted | None:
    """Return what has to be uploaded now so that a file can be sent to a destination; None when nothing has to be."""
    for way in _file_ways(desk, destination, agent_id):
        found, _media_id = standing(desk, file_id, way.channel, way.address)
        if found is Standing.WANTED:
            return Wanted(file_id, destination, way.channel, way.address)
        if found is not Standing.REFUSED:
            return None
    return None


def _file_ways(desk: Desk, destination: str, agent_id: int | None) -> list[OpenWay]:
    found = [way for way in open_ways(desk, destination, agent_id) if way.channel in _FIRST]
    return sorted(found, key=lambda way: (way.is_down, _FIRST.index(way.channel)))
