"""Tries a group on its first day: that its push key is its own, that an @ arrives, that a quote brings its text."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from actions import attempts, ways
from actions.audiences import to_user
from actions.desk import Desk
from actions.outbox import Due, put
from actions.ports import Channel
from models.group import Group
from models.group_check import GroupCheck
from models.queries import group_checks as queries
from models.queries import people
from models.queries import ways as way_queries
from models.way import Way
from rules.first_day import CODE_LENGTH, LETTERS, Standing, Step, TrialAnswer

KIND = "first_day"
TRIAL, REFUSED, UNDONE = "trial", "refused", "undone"
# Two answers without a quote: whoever was asked twice to quote has done so, and the platform brings nothing.
_UNQUOTED_TWICE = 2
_HEARD_BY = timedelta(hours=1)
_TOLD_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class GroupStanding:
    """How far a group has come; `errcode` says why its push key is refused, `elsewhere` where its push came out."""

    group: Group
    steps: dict[Step, Standing]
    code: str | None = None
    asked: str | None = None
    errcode: int | None = None
    elsewhere: str | None = None
    has_two_bots: bool = False

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left to be tried or mended; that quotes bring no text is known, not mended."""
        return all(standing is Standing.DONE for step, standing in self.steps.items() if step is not Step.QUOTE) and (
            self.steps[Step.QUOTE] in (Standing.DONE, Standing.FAILED)
        )


def begin(desk: Desk, group: Group, asked: str, *, anew: bool = False) -> bool:
    """Push a trial into a group that @s whoever is `asked`; tells whether one is under way now.

    What was shown already, and a trial that waits for its answer, stay as they are, unless it is tried `anew`.
    """
    check = _check(desk, group)
    if not group.push_key or (not anew and (standing(desk, group).is_done or _waits(desk, group))):
        return False
    check.code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    check.asked, check.pushed_at, check.key_hash = asked, desk.now, _key_hash(group)
    check.came_back_at = check.elsewhere = check.at_works = check.quote_works = check.told_at = None
    check.unquoted = 0
    if row := way_queries.way(desk.session, Channel.PUSH_KEY, ways.to_group(group.id)):
        # Whoever tries it anew has mended something.
        row.try_again_at = row.refused_since and desk.real_now
    desk.session.flush()
    due = Due(
        cause_kind=KIND,
        cause_id=group.id,
        step=f"{TRIAL}:{check.code}",
        kind=KIND,
        destination=ways.to_group(group.id),
        audience="asked",
        due_at=desk.now,
        mentions=(asked,),
        facts={"what": TRIAL, "code": check.code},
    )
    return put(desk, due)


def take_answer(desk: Desk, answer: TrialAnswer, check: GroupCheck, here: Group | None, speaker: str) -> None:
    """Note what an answer to a trial shows; `here` is the group it was given in, None for one that nobody bound."""
    if here is None or here.id != check.group_id:
        check.elsewhere = here.name if here else ""
        if check.came_back_at is None:
            # What comes out among other people must carry no order; /绑定 goes on to say why the key is gone.
            desk.session.get_one(Group, check.group_id).push_key = None
        return
    check.came_back_at, check.elsewhere = check.came_back_at or desk.now, None
    if speaker == check.asked:
        check.at_works = not answer.denies
    if answer.is_quoted:
        check.quote_works = True


def take_unquoted(check: GroupCheck, *, has_quote: bool) -> None:
    """Note an answer whose quote brought no text: once is proof where a quote was, twice where none could be seen."""
    check.unquoted += 1
    if check.quote_works is None and (has_quote or check.unquoted >= _UNQUOTED_TWICE):
        check.quote_works = False


def note_robot(desk: Desk, group: Group) -> None:
    """Note that the legacy robot hears this group, by the hour."""
    check = _check(desk, group)
    if check.robot_heard_at is None or desk.now - check.robot_heard_at > _HEARD_BY:
        check.robot_heard_at = desk.now


def standing(desk: Desk, group: Group) -> GroupStanding:
    """Return how far a group has come."""
    known = way_queries.ways_to(desk.session, ways.to_group(group.id))
    return _standing(group, queries.check_of(desk.session, group.id), known)


def group_proven_by(desk: Desk, key: str) -> Group | None:
    """Return the group in which a trial push of this very key has been seen."""
    for group in people.all_groups(desk.session):
        if group.push_key == key and standing(desk, group).steps[Step.PUSH] is Standing.DONE:
            return group
    return None


def all_standings(desk: Desk) -> list[GroupStanding]:
    """Return how far every active group has come."""
    checks, known = queries.checks(desk.session), way_queries.all_ways(desk.session)
    return [_standing(group, checks.get(group.id), known) for group in people.all_groups(desk.session)]


def quotes_bring_nothing(desk: Desk, group_id: int) -> bool:
    """Tell whether it was seen that quotes of this group come without their text."""
    check = queries.check_of(desk.session, group_id)
    return check is not None and check.quote_works is False


def tell_of_refusal(desk: Desk, group_id: int) -> None:
    """Have whoever was to be @-ed told directly that the trial could not be pushed, and what to do."""
    found = standing(desk, people.group(desk.session, group_id))
    if found.asked and found.code:
        facts = {"what": REFUSED, "group_id": group_id, "errcode": found.errcode}
        _tell(desk, found.asked, group_id, f"{REFUSED}:{found.code}", facts)


def tell_undone(desk: Desk) -> int:
    """Tell the administrators once of groups that still lack something a day after their trial, by daylight."""
    if desk.rules.night.is_night(desk.now):
        return 0
    late = queries.untold_since(desk.session, desk.now - _TOLD_AFTER)
    for check in late:
        check.told_at = desk.now
    groups = [people.group(desk.session, check.group_id) for check in late]
    undone = [group.id for group in groups if group.is_active and not standing(desk, group).is_done]
    if undone:
        step = f"{UNDONE}:{desk.now.astimezone(desk.rules.zone):%Y%m%d%H%M}"
        for someone in people.people_with_role(desk.session, "admin"):
            _tell(desk, someone.userid, undone[0], step, {"what": UNDONE, "group_ids": undone})
    return len(undone)


def _tell(desk: Desk, userid: str, group_id: int, step: str, facts: dict[str, object]) -> None:
    due = Due(
        cause_kind=KIND,
        cause_id=group_id,
        step=step,
        kind=KIND,
        destination=to_user(userid).destination,
        audience="admin",
        due_at=desk.now,
        facts=facts,
    )
    put(desk, due)


def _check(desk: Desk, group: Group) -> GroupCheck:
    found = queries.check_of(desk.session, group.id)
    if found is None:
        found = GroupCheck(group_id=group.id, unquoted=0)
        desk.session.add(found)
        desk.session.flush()
    return found


def _waits(desk: Desk, group: Group) -> bool:
    return standing(desk, group).steps[Step.PUSH] in (Standing.WAITING, Standing.DONE)


def _standing(group: Group, check: GroupCheck | None, known: dict[tuple[str, str], Way]) -> GroupStanding:
    place = ways.to_group(group.id)
    refused = known.get((place, Channel.PUSH_KEY))
    is_refused = refused is not None and refused.refused_since is not None and refused.address_hash == _key_hash(group)
    robot = check is not None and check.robot_heard_at is not None
    # What was shown with another push key shows nothing of this one; one that was another group's is not kept.
    was_taken = check is not None and not group.push_key and check.elsewhere is not None
    is_same_key = check is not None and group.push_key and check.key_hash == _key_hash(group)
    tried = check if is_same_key or was_taken else None
    elsewhere = tried.elsewhere if tried else None
    heard = ways.was_heard(known, Channel.AIBOT, place)
    push = Standing.OPEN
    if elsewhere is not None or (group.push_key and is_refused):
        push = Standing.FAILED
    elif tried:
        push = Standing.DONE if tried.came_back_at else Standing.WAITING
    later = Standing.WAITING if push in (Standing.WAITING, Standing.DONE) else Standing.OPEN
    return GroupStanding(
        group=group,
        steps={
            Step.HEARD: Standing.DONE if heard or robot else Standing.OPEN,
            Step.PUSH: push,
            Step.AT: _shown(tried.at_works if tried else None, later),
            Step.QUOTE: _shown(tried.quote_works if tried else None, later),
        },
        code=tried.code if tried else None,
        asked=tried.asked if tried else None,
        errcode=refused.errcode if refused and is_refused else None,
        elsewhere=elsewhere,
        has_two_bots=heard and robot,
    )


def _key_hash(group: Group) -> str | None:
    return attempts.address_hash(Channel.PUSH_KEY, group.push_key) if group.push_key else None


def _shown(works: bool | None, otherwise: Standing) -> Standing:
    if works is None:
        return otherwise
    return Standing.DONE if works else Standing.FAILED
