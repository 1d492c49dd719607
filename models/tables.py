"""Every table in one place, so that the migrations and the tests see the whole schema."""

from models.access_log import AccessEntry
from models.assignment import Assignment
from models.call_task import CallTask
from models.caller import Caller
from models.clock import Clock
from models.delivery import Delivery
from models.department import Department, DepartmentAlias
from models.draft import Draft
from models.event import Event
from models.evidence import Evidence
from models.followup import FollowUp
from models.group import Group
from models.inbox import InboxRow
from models.machinery import ClockRow, Heartbeat, PlatformLook, Tick
from models.message import Attempt, Message
from models.orm import Base
from models.person import Person
from models.question import Question
from models.relation import Relation
from models.request import Request
from models.rota import RotaRow
from models.ticket import Ticket

__all__ = [
    "AccessEntry",
    "Assignment",
    "Attempt",
    "Base",
    "CallTask",
    "Caller",
    "Clock",
    "ClockRow",
    "Delivery",
    "Department",
    "DepartmentAlias",
    "Draft",
    "Event",
    "Evidence",
    "FollowUp",
    "Group",
    "Heartbeat",
    "InboxRow",
    "Message",
    "Person",
    "PlatformLook",
    "Question",
    "Relation",
    "Request",
    "RotaRow",
    "Tick",
    "Ticket",
]
