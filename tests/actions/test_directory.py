"""The directory file takes effect as a whole, whatever moves within it."""

from __future__ import annotations

from copy import deepcopy

from actions.directory import Change, load_directory
from models.queries import people
from tests.actions.town import DIRECTORY, STAFF, Town


def test_loading_the_same_directory_again_changes_nothing(town: Town) -> None:
    assert load_directory(town.session, DIRECTORY) == []


def test_another_alias_is_added_beside_those_that_stay(town: Town) -> None:
    changed = deepcopy(DIRECTORY)
    changed["departments"][0]["aliases"] = ["云杉里", "杉里"]
    assert load_directory(town.session, changed) == [Change("单位", "云杉里社区", "更改", ("aliases",))]
    assert town.unit("杉里").name == town.unit("云杉里").name == "云杉里社区"


def test_aliases_move_from_one_unit_to_another_in_one_import(town: Town) -> None:
    changed = deepcopy(DIRECTORY)
    changed["departments"][0]["aliases"], changed["departments"][1]["aliases"] = ["城管"], ["云杉里"]
    load_directory(town.session, changed)
    assert (town.unit("城管").name, town.unit("云杉里").name) == ("云杉里社区", "城管科")


def test_person_no_longer_in_the_file_is_switched_off_at_once(town: Town) -> None:
    changed = deepcopy(DIRECTORY)
    changed["people"] = [someone for someone in changed["people"] if someone["userid"] != STAFF]
    load_directory(town.session, changed)
    assert people.person(town.session, STAFF) is None
