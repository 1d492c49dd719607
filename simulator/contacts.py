"""What an app may read of its corporation: only members in its visible range (pages 90196, 90208, 91023, 101521)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from simulator.answers import add_post, as_json, check_token
from simulator.city import City
from simulator.refusal import Refused
from simulator.roll import open_id_of
from simulator.world import Person

ROOT_DEPARTMENT = 1
MOST_IDS = 1000


def add_contacts(routes: Blueprint, city: City) -> None:
    """Add the endpoints that read people, departments and who somebody is."""
    _add_people(routes, city)
    add_post(routes, city, "/batch/openuserid_to_userid", _converted)

    @routes.get("/agent/get")
    def agent() -> Response:
        check_token(city)
        return as_json(_agent(city))

    @routes.get("/auth/getuserinfo")
    def who() -> Response:
        check_token(city)
        with city.lock:
            userid = city.login_codes.look(request.args.get("code", ""), city.clock())
            city.login_codes.use(request.args.get("code", ""))
        if userid is None:
            raise Refused(40029)
        return as_json({"errcode": 0, "errmsg": "ok", "userid": userid})


def _add_people(routes: Blueprint, city: City) -> None:
    @routes.get("/user/get")
    def user() -> Response:
        check_token(city)
        person = city.world.person(request.args.get("userid", ""))
        if person is None:
            raise Refused(60111)
        if city.roll.member(person.userid).is_hidden:
            raise Refused(60011)
        return as_json({"errcode": 0, "errmsg": "ok"} | _member(city, person))

    @routes.get("/user/simplelist")
    def members() -> Response:
        check_token(city)
        wanted = request.args.get("department_id", type=int)
        listed = [_member(city, p) for p in city.people_in_range() if wanted in _departments_of(city, p)]
        brief = [{key: one[key] for key in ("userid", "name", "department", "open_userid")} for one in listed]
        return as_json({"errcode": 0, "errmsg": "ok", "userlist": brief})

    @routes.get("/department/list")
    def departments() -> Response:
        check_token(city)
        rows: list[dict[str, Any]] = [{"id": ROOT_DEPARTMENT, "name": "全员", "parentid": 0, "order": 1}]
        for place, name in enumerate(_units(city), ROOT_DEPARTMENT + 1):
            rows.append({"id": place, "name": name, "parentid": ROOT_DEPARTMENT, "order": place})
        return as_json({"errcode": 0, "errmsg": "ok", "department": rows})


def _converted(city: City, body: dict[str, Any]) -> dict[str, Any]:
    wanted = body.get("open_userid_list")
    if not isinstance(wanted, list) or not wanted or not all(isinstance(each, str) for each in wanted):
        raise Refused(40058, "open_userid_list")
    if len(wanted) > MOST_IDS:
        raise Refused(40032)
    if body.get("source_agentid") != city.world.credentials.agent_id:
        raise Refused(301002)
    known = {open_id_of(person.userid): person.userid for person in city.people_in_range()}
    found = [{"open_userid": one, "userid": known[one]} for one in wanted if one in known]
    return {"userid_list": found, "invalid_open_userid_list": [one for one in wanted if one not in known]}


def _agent(city: City) -> dict[str, Any]:
    known = city.world.credentials
    if request.args.get("agentid") != str(known.agent_id):
        raise Refused(40056)
    return {
        "errcode": 0,
        "errmsg": "ok",
        "agentid": known.agent_id,
        "close": 0,
        "allow_userinfos": {"user": [{"userid": person.userid} for person in city.people_in_range()]},
        "allow_partys": {"partyid": []},
        "allow_tags": {"tagid": []},
    }


def _member(city: City, person: Person) -> dict[str, Any]:
    """Return a member as an app made after June 2022 reads one: no mobile, no e-mail, no address."""
    departments, switched = _departments_of(city, person), city.roll.member(person.userid)
    return {
        # The platform writes the userid as it likes.
        "userid": person.userid.lower(),
        "name": switched.name or person.name,
        "department": departments,
        "order": [0] * len(departments),
        "position": "",
        "main_department": departments[0],
        "is_leader_in_dept": [int("unit_lead" in person.roles)] * len(departments),
        "direct_leader": [],
        "alias": "",
        "telephone": "",
        "status": switched.status,
        "open_userid": open_id_of(person.userid),
    }


def _units(city: City) -> list[str]:
    return list(dict.fromkeys(person.unit for person in city.world.people if person.unit))


def _departments_of(city: City, person: Person) -> list[int]:
    units = _units(city)
    return [units.index(person.unit) + ROOT_DEPARTMENT + 1] if person.unit else [ROOT_DEPARTMENT]
