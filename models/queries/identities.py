"""Finds whose an encrypted id is, and what the platform says of people."""

from __future__ import annotations

from sqlalchemy import func, select

from models.contact import Contact
from models.database import Session
from models.once import write_once
from models.open_id import OpenId
from rules.userids import userid_key


def open_id(session: Session, heard: str) -> OpenId | None:
    """Return what is known of an encrypted id, whatever its case."""
    return session.scalar(select(OpenId).where(OpenId.open_key == userid_key(heard)))


def open_id_kept(session: Session, fresh: OpenId) -> OpenId:
    """Return the row of an encrypted id, written when there is none yet; a taken code raises NoResultFound."""
    write_once(session, fresh)
    return session.scalars(select(OpenId).where(OpenId.open_key == fresh.open_key)).one()


def open_id_coded(session: Session, code: str) -> OpenId | None:
    """Return the encrypted id that people call by this code."""
    return session.scalar(select(OpenId).where(OpenId.code == code))


def open_ids_of(session: Session, userid: str) -> list[OpenId]:
    """Return the encrypted ids that are a person's."""
    mine = func.lower(OpenId.userid) == userid_key(userid)
    return list(session.scalars(select(OpenId).where(mine).order_by(OpenId.id)))


def unknown_open_ids(session: Session) -> list[OpenId]:
    """Return the encrypted ids of which nobody knows whose they are, the last heard first."""
    return list(session.scalars(select(OpenId).where(OpenId.userid.is_(None)).order_by(OpenId.heard_at.desc())))


def contacts(session: Session) -> dict[str, Contact]:
    """Return what the platform last said of people, by the userid's key."""
    return {row.userid_key: row for row in session.scalars(select(Contact))}


def contact_kept(session: Session, key: str) -> Contact:
    """Return the row of a person, written when there is none yet."""
    found = session.get(Contact, key)
    if found is None:
        found = Contact(userid_key=key)
        session.add(found)
        session.flush()
    return found
