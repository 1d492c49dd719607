"""Where a hot spot is said to be: one building only when all its orders are of it."""

from __future__ import annotations

import pytest

from models.ticket import Ticket
from rules.same_matter import place_key
from texts.hot_spots import place_of_most

FIRST, SECOND, ELSEWHERE = "青禾家园西区3号楼", "青禾家园西区5号楼", "南柳小区6号楼"


@pytest.mark.parametrize(
    ("addresses", "where"),
    [
        ([FIRST, f"柳湾乡{FIRST}"], FIRST),
        ([FIRST] * 5 + [SECOND], "青禾家园西区"),
        ([FIRST] * 5 + [ELSEWHERE], f"{FIRST}等处"),
        ([FIRST] * 5 + [None], f"{FIRST}等处"),
        ([FIRST, ELSEWHERE], ""),
        ([None, None], ""),
        ([], ""),
    ],
)
def test_where_a_hot_spot_is(addresses: list[str | None], where: str) -> None:
    orders = [Ticket(address=address, place_key=place_key(address)) for address in addresses]
    assert place_of_most(orders) == where
