"""What the platform tells of people is noted within what an app may read, and gives nobody a right."""

from __future__ import annotations

from jobs.certificate import CertificateLook
from jobs.seen import Eyes
from models.contact import Contact
from models.queries import identities, people
from rules.troubles import Trouble
from simulator.faults import Fault
from tests.stories.desk import StoryDesk


def contact(desk: StoryDesk, userid: str) -> Contact:
    with desk.runtime.database.reading() as session:
        found = identities.contacts(session)[userid]
        session.expunge(found)
        return found


def name_of(desk: StoryDesk, userid: str) -> str:
    with desk.runtime.database.reading() as session:
        return people.names_of(session, [userid])[userid]


def a_day_later(desk: StoryDesk) -> None:
    desk.machine_passes(hours=25)
    desk.runtime.refresh_contacts()


def test_everybody_is_asked_about_once_a_day_and_nobody_twice(desk: StoryDesk) -> None:
    n_people = desk.runtime.refresh_contacts()
    assert n_people == desk.sim.city.calls["user/get"] > 10
    assert desk.runtime.refresh_contacts() == 0
    desk.machine_passes(hours=25)
    assert desk.runtime.refresh_contacts() == n_people


def test_name_that_is_the_platforms_follows_it_and_one_of_our_own_stays(desk: StoryDesk) -> None:
    desk.sim.city.roll.member("chenzr").name = "陈志荣"
    desk.runtime.refresh_contacts()
    assert name_of(desk, "chenzr") == "陈主任", "the township calls him so"
    for userid, name in (("chenzr", "陈志远"), ("liwg", "李网格二")):
        desk.sim.city.roll.member(userid).name = name
    a_day_later(desk)
    assert (name_of(desk, "chenzr"), name_of(desk, "liwg")) == ("陈主任", "李网格二")


def test_who_left_is_noted_once_and_keeps_nothing_when_back(desk: StoryDesk) -> None:
    desk.runtime.refresh_contacts()
    desk.sim.city.roll.member("liwg").status = 5
    a_day_later(desk)
    gone_since = contact(desk, "liwg").gone_since
    assert gone_since is not None
    a_day_later(desk)
    assert contact(desk, "liwg").gone_since == gone_since
    desk.sim.city.roll.member("liwg").status = 1
    a_day_later(desk)
    assert contact(desk, "liwg").gone_since is None


def test_platform_that_is_away_or_refuses_us_says_nothing_of_people(desk: StoryDesk) -> None:
    desk.sim.city.faults.add(Fault("user/get", "errcode", errcode=60020, times=None))
    assert desk.runtime.refresh_contacts() == 0
    desk.sim.city.faults.clear()
    desk.sim.city.faults.add(Fault("user/get", "errcode", errcode=60011, target="liwg", times=None))
    desk.runtime.refresh_contacts()
    assert contact(desk, "liwg").errcode == 60011 and contact(desk, "liwg").gone_since is None


def test_deleted_member_is_noted_at_once_without_a_word_to_anybody(desk: StoryDesk) -> None:
    heard = desk.sim.voices.reports("change_contact", {"ChangeType": "delete_user", "UserID": "LIWG"})
    assert [exchange.status for exchange in heard.exchanges] == [200] and heard.answer is None
    desk.machine_passes(minutes=1)
    desk.runtime.send()
    assert contact(desk, "liwg").gone_since is not None
    desk.direct("liwg").expects_nothing()


def test_changed_member_is_asked_about_at_the_next_tick(desk: StoryDesk) -> None:
    desk.runtime.refresh_contacts()
    desk.sim.city.roll.member("liwg").name = "李新格"
    desk.sim.voices.reports("change_contact", {"ChangeType": "update_user", "UserID": "liwg"})
    assert desk.runtime.refresh_contacts() == 1
    assert name_of(desk, "liwg") == "李新格"


def test_many_changes_of_one_second_are_each_heard(desk: StoryDesk) -> None:
    for userid in ("liwg", "chenzr", "duwg"):
        desk.sim.voices.reports("change_contact", {"ChangeType": "delete_user", "UserID": userid})
    assert all(contact(desk, userid).gone_since for userid in ("liwg", "chenzr", "duwg"))


def test_new_members_and_departments_of_the_platform_change_nothing_here(desk: StoryDesk) -> None:
    for fields in ({"ChangeType": "create_user", "UserID": "xinren"}, {"ChangeType": "create_party", "Id": "7"}):
        assert desk.sim.voices.reports("change_contact", fields).exchanges[-1].status == 200
    with desk.runtime.database.reading() as session:
        assert people.person(session, "xinren") is None and not identities.contacts(session)
    assert "没有登记" in desk.says("moshengren", "/待办", "app")


def test_app_that_is_to_be_switched_off_is_told_until_it_is_used_again(desk: StoryDesk) -> None:
    def idle() -> bool:
        desk.machine_passes(minutes=2)
        eyes = Eyes(desk.runtime, CertificateLook(""))
        with desk.runtime.database.reading() as session:
            facts = eyes.facts(session, desk.machine(), desk.machine(), {})
        return any(found.trouble is Trouble.APP_IDLE for found in facts.besides)

    assert not idle()
    assert desk.sim.voices.reports("inactive_alert", {"EffectTime": "1767225602"}).exchanges[-1].status == 200
    assert idle()
    desk.sim.voices.reports("active_restored", {})
    assert not idle()
