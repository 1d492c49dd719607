"""Every table in one place, so that the migrations and the tests see the whole schema."""

from models.access_log import AccessEntry
from models.assignment import Assignment
from models.call_task import CallTask
from models.caller import Caller
from models.card import Card, CardTap
from models.clock import Clock
from models.contact import Contact
from models.delivery import Delivery
from models.department import Department, DepartmentAlias
from models.draft import Draft
from models.drill import Drill
from models.event import Event
from models.evidence import Evidence
from models.followup import FollowUp
from models.group import Group
from models.group_check import GroupCheck
from models.inbox import InboxRow
from models.incoming_file import IncomingFile, UploadLink
from models.lease import Lease
from models.ledger import LedgerEntry, LedgerRuling
from models.machinery import ClockRow, Heartbeat, Outage, PlatformLook, Tick
from models.message import Attempt, Message, TakenBack
from models.official_callback import OfficialCallback
from models.open_id import OpenId
from models.orm import Base
from models.person import Person
from models.platform_times import PlatformDifference, PlatformTime, Reconciliation, Settlement, StatedTime
from models.question import Question
from models.relation import Relation
from models.report import IssuedFile, KeptMedia, Report
from models.request import Request
from models.rota import Backlog, PastRota, RotaChange, RotaGap, RotaRow, ShiftReceipt
from models.saved_search import SavedSearch
from models.set_aside import SetAside, Undertaking
from models.study import HotSpotRow, Suggestion, TicketWords
from models.ticket import Ticket
from models.way import Way

__all__ = [
    "AccessEntry",
    "Assignment",
    "Attempt",
    "Backlog",
    "Base",
    "CallTask",
    "Caller",
    "Card",
    "CardTap",
    "Clock",
    "ClockRow",
    "Contact",
    "Delivery",
    "Department",
    "DepartmentAlias",
    "Draft",
    "Drill",
    "Event",
    "Evidence",
    "FollowUp",
    "Group",
    "GroupCheck",
    "Heartbeat",
    "HotSpotRow",
    "InboxRow",
    "IncomingFile",
    "IssuedFile",
    "KeptMedia",
    "Lease",
    "LedgerEntry",
    "LedgerRuling",
    "Message",
    "OfficialCallback",
    "OpenId",
    "Outage",
    "PastRota",
    "Person",
    "PlatformDifference",
    "PlatformLook",
    "PlatformTime",
    "Question",
    "Reconciliation",
    "Relation",
    "Report",
    "Request",
    "RotaChange",
    "RotaGap",
    "RotaRow",
    "SavedSearch",
    "SetAside",
    "Settlement",
    "ShiftReceipt",
    "StatedTime",
    "Suggestion",
    "TakenBack",
    "Tick",
    "Ticket",
    "TicketWords",
    "Undertaking",
    "UploadLink",
    "Way",
]
