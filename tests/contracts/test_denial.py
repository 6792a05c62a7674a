"""Every staff route and page about one person, against role x consent, by the rules of docs/who-sees-what.md.

needs.csv names what each route shows or writes. A route without a row fails.
"""

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.utils import timezone

from backend.accounts import staffing
from backend.accounts.guard import may
from backend.accounts.models import AlertAccess, BreakGlass, Consent, Cover, DataClass, Person, Site, Staff
from tests.console.conftest import signed_in
from tests.contracts.test_authorization import routes
from tests.contracts.world import build_world
from tests.rewriting import never_granted

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("needs.csv")
ABOUT_SOMEBODY = (
    "v1/staff/people/<",
    "v1/staff/alerts/<",
    "v1/staff/help-requests/<",
    "console/people/<",
    "console/alerts/<",
    "console/help-requests/<",
)
HOUR = timedelta(hours=1)
CONTACT_FIELDS = {"legal-name", "phone", "email", "address", "in-emergency"}
CARE = {"plan", "answers", "alerts", "cravings", "exercises", "safety-plan", "contact", *CONTACT_FIELDS}
ON_L1 = {"plan", "answers", "alerts"}
ON_L3 = {*ON_L1, "safety-plan", "contact", *CONTACT_FIELDS}
# What each role sees of dana when she has agreed to everything; `alert` is the level that is open.
SEEN: dict[str, set[str]] = {
    "assigned": CARE,
    "covering": CARE,
    "colleague": set(),
    "supervisor": {"alerts"},
    "supervisor, L1 open": ON_L1,
    "supervisor, L2 open": {*ON_L1, "safety-plan"},
    "supervisor, L3 open": ON_L3,
    "on-call": {"alerts"},
    "on-call, L3 open": ON_L3,
    "site admin": set(),
    "site admin, L3 open": set(),
    "deactivated": set(),
    "other site": set(),
    "other site, L3 open": set(),
}
FOLLOWING = ("assigned", "covering")
GLASS = "break-glass"
# Break-glass asks for no consent, and lets nobody write.
IN_AN_EMERGENCY = ON_L3
CONSENTS = ("none", "active", "expired", "revoked", "to come", "other site", "other class")


@dataclass(frozen=True)
class Need:
    """`classes` are those of which one is enough, most often a single one.

    `to` says what for: "read"; "ask" is for who answers too; "write" for who follows.

    "care" is for who follows and for supervisors, whatever is shared; "know" the same, within consent; "supervise" is
    for supervisors within consent, "record" for them without it; "fetch" is for who has asked for it, here who follows.
    """

    route: str
    method: str
    classes: frozenset[str]
    to: str


def needs() -> list[Need]:
    with TABLE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return [_need(row["route"], row["method"], *row["needs"].split(" to ")) for row in rows]


def _need(route: str, method: str, classes: str, to: str) -> Need:
    return Need(route, method, frozenset(classes.split("|")), to)


def test_every_route_about_somebody_says_what_it_needs():
    served = {
        (route.pattern, method)
        for route in routes()
        if route.pattern.startswith(ABOUT_SOMEBODY)
        for method in route.methods
    }

    assert served == {(need.route, need.method) for need in needs()}


@pytest.mark.parametrize("consent", CONSENTS)
@pytest.mark.parametrize("data_class", [each.value for each in DataClass])
def test_each_role_sees_each_class_as_the_table_says(dana, sam, other_clinic, consent, data_class):
    now = timezone.now()
    _agree(dana, sam.site, other_clinic, {data_class}, consent, now)
    surprises = []

    for role in SEEN:
        with _undone():
            staff = _in_role(role, dana, sam, other_clinic, now)
            expected = consent == "active" and data_class in SEEN[role]
            if may(staff.account, dana, DataClass(data_class), now=now) != expected:
                surprises.append(f"{role}: {not expected}")

    assert surprises == []


@pytest.mark.parametrize("data_class", [each.value for each in DataClass])
def test_break_glass_shows_what_helps_and_nothing_else(dana, nora, sam, sue, other_clinic, data_class):
    now = timezone.now()
    _agree(dana, sam.site, other_clinic, {data_class}, "none", now)
    _break_glass(dana, sue, now)

    assert may(sue.account, dana, DataClass(data_class), now=now) == (data_class in IN_AN_EMERGENCY)
    assert not may(sue.account, dana, DataClass(data_class), now=now + HOUR)
    assert not may(sue.account, nora, DataClass(data_class), now=now)
    assert not may(sam.account, dana, DataClass(data_class), now=now)


def test_every_route_answers_404_beyond_role_and_consent(request, api, dana, sam, other_clinic):
    world = build_world(request)
    now = timezone.now()
    surprises = []

    # Each role with every class agreed to, and the one that sees most in each state of consent: what a route asks
    # is one question, and the guard's own answers to all of them stand above.
    for role, consent in [("assigned", each) for each in CONSENTS] + [(each, "active") for each in (*SEEN, GLASS)]:
        with _undone():
            staff = _in_role(role, dana, sam, other_clinic, now)
            ask = _asker(staff, api)
            for need in needs():
                _agree(dana, sam.site, other_clinic, set(need.classes), consent, now)
                status = ask(need, world["fill"](need.route), world["bodies"].get(need.route, {}))
                expected = {200, 201, 204, 302, 409, 422} if _may_use(role, consent, need) else _refusals(role, need)
                if status not in expected:
                    surprises.append(f"{role}, {consent}: {need.method} {need.route} answered {status}")

    assert surprises == []


def _may_use(role: str, consent: str, need: Need) -> bool:
    match need.to:
        case "care" | "know":
            in_care = role in FOLLOWING or role.startswith("supervisor")
            return in_care and (need.to == "care" or consent == "active")
        case "supervise" | "record":
            return role.startswith("supervisor") and (need.to == "record" or consent == "active")
        case "fetch":
            return consent == "active" and role == "assigned"
        case "write":
            return consent == "active" and role in FOLLOWING
        case "read" if role == GLASS:
            return not need.classes.isdisjoint(IN_AN_EMERGENCY)
        case _:
            return consent == "active" and not need.classes.isdisjoint(SEEN.get(role, ()))


def _refusals(role: str, need: Need) -> set[int]:
    """Whoever has an account that works learns that there is nothing; others are led to the sign-in."""
    if role == "deactivated":
        return {302, 401}
    return {403, 404} if need.to in ("supervise", "record") else {404}


def _agree(person: Person, site: Site, elsewhere: Site, classes: set[str], how: str, now: datetime) -> None:
    """Let the person have agreed to these classes in this way, and to nothing else."""
    never_granted(person)
    if how == "none":
        return
    wrong = set(DataClass.values) - classes - ({"contact"} if classes & CONTACT_FIELDS else set())
    # A grant for all of them is one for each.
    wrong -= CONTACT_FIELDS if classes == {"contact"} else set()
    times = {
        "expired": {"expires_at": now},
        "revoked": {"revoked_at": now},
        "to come": {"granted_at": now + HOUR},
    }.get(how, {})
    Consent.objects.bulk_create(
        Consent(
            person=person,
            site=elsewhere if how == "other site" else site,
            data_class=each,
            **{"granted_at": now - HOUR, **times},
        )
        for each in sorted(wrong if how == "other class" else classes)
    )


def _in_role(role: str, dana: Person, sam: Staff, elsewhere: Site, now: datetime) -> Staff:
    """Return somebody in this role; dana is followed by sam."""
    name, _, opened = role.partition(", ")
    AlertAccess.objects.all().delete()
    if opened:
        AlertAccess.objects.create(person=dana, site=sam.site, level=opened[:2], since=now - HOUR)
    match name:
        case "assigned":
            return sam
        case "deactivated":
            sam.account.is_active = False
            sam.account.save()
            return sam
        case "other site":
            return staffing.add_staff(elsewhere, Staff.Role.SUPERVISOR, "else", None)
    made = staffing.add_staff(sam.site, _role_of(name), name.replace(" ", "-"), None)
    if name == "covering":
        Cover.objects.create(
            site=sam.site,
            absent=sam,
            cover=made,
            starts_at=now - HOUR,
            ends_at=now + HOUR,
            created_by=sam,
            created_at=now - HOUR,
        )
    if name == "site admin":
        staffing.assign(dana, made, now=now - HOUR)
    if name == GLASS:
        _break_glass(dana, made, now)
    return made


def _role_of(name: str) -> Staff.Role:
    roles = {
        "supervisor": Staff.Role.SUPERVISOR,
        "on-call": Staff.Role.ON_CALL,
        "site admin": Staff.Role.SITE_ADMIN,
    }
    return roles.get(name, Staff.Role.COUNSELLOR)


def _break_glass(person: Person, staff: Staff, now: datetime) -> None:
    BreakGlass.objects.create(
        person=person,
        staff=staff,
        site=staff.site,
        reason_code=BreakGlass.Reason.OVERDOSE,
        content={"text": "Found unconscious."},
        started_at=now,
        ends_at=now + HOUR,
    )


def _asker(staff: Staff, api: Any) -> Callable[[Need, str, dict[str, Any]], int]:
    phone, pages = api(staff), signed_in(staff)
    pages.raise_request_exception = False

    def ask(need: Need, path: str, body: dict[str, Any]) -> int:
        with _undone():
            if path.startswith("/v1/"):
                response = phone.generic(need.method, path, json.dumps(body), content_type="application/json")
            else:
                form = "application/x-www-form-urlencoded"
                response = pages.generic(need.method, path, urlencode(body), content_type=form)
        assert response.status_code < 500, f"{need.method} {path}: {response.status_code}"
        return int(response.status_code)

    return ask


@contextmanager
def _undone() -> Iterator[None]:
    """Whatever happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
