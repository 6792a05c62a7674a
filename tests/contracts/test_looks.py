"""Every route that is staff's alone, against a table of what the person's access log says of it.

looks.csv says who asks (sam, or sue where it takes a supervisor) and holds `class:purpose`, once for each class of data
that the answer shows; `-` where it shows nobody's. A route without a row fails. A look that was refused leaves nothing.
"""

import csv
from pathlib import Path

import pytest
from django.db import transaction

from backend.accounts.models import AccessLog
from tests.contracts.test_authorization import asker, reviewed
from tests.contracts.world import build_world

TABLE = Path(__file__).with_name("looks.csv")


def routes_of_staff() -> set[tuple[str, str]]:
    """What is theirs alone, and where everybody with a console begins."""
    pages = {key for key, row in reviewed().items() if row["staff"] == "open" and row["organizer"] == "403"}
    theirs = {key for key in reviewed() if key[0].startswith(("v1/staff/", "console/people/<"))}
    return pages | theirs | {("console/", "GET")}


def expected() -> dict[tuple[str, str], dict[str, str]]:
    with TABLE.open(newline="") as file:
        return {(row["route"], row["method"]): row for row in csv.DictReader(file)}


def test_every_route_of_staff_has_a_row():
    assert routes_of_staff() == set(expected())


@pytest.mark.django_db
def test_each_route_leaves_the_looks_that_the_table_says(api, request):
    world = build_world(request)
    asks = {who: asker(world[who], api) for who in ("staff", "supervisor")}

    surprises = []
    for (route, method), row in expected().items():
        left = looks_left(asks[row["who"]], method, world["fill"](route), world["bodies"].get(route, {}))
        if left != row["looks"]:
            surprises.append(f"{method} {route}: expected {row['looks']}, got {left}")

    assert "\n".join(surprises) == ""


@pytest.mark.django_db
def test_what_is_refused_to_staff_elsewhere_leaves_no_look(api, request):
    world = build_world(request)
    ask = asker(world["other_staff"], api)

    left = {
        looks_left(ask, method, world["fill"](route), world["bodies"].get(route, {})) for route, method in expected()
    }

    assert left == {"-"}


def looks_left(ask, method, path, body) -> str:
    """Ask, read what that left in the access log, and take it back."""
    with transaction.atomic():
        before = set(AccessLog.objects.values_list("data_class", "purpose", "pk", "looks"))
        ask(method, path, body)
        after = set(AccessLog.objects.values_list("data_class", "purpose", "pk", "looks"))
        transaction.set_rollback(True)
    return " ".join(sorted(f"{data_class}:{purpose}" for data_class, purpose, *_ in after - before)) or "-"
