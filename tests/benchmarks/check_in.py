"""`manage.py bench check-in`: what it costs to take answers, score them, alert staff and answer with the card.

One gunicorn with one worker, everybody asked in turn: an empty view, a calm check-in, a PHQ-9 and a risky one that
opens an alert and rings its page. Then the risky one once more, behind a broker that nobody answers at.
"""

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from backend.accounts import people, sessions, staffing
from backend.accounts.models import Consent, DataClass, Kind, Person, Site, Staff
from backend.aftercare import check_ins
from backend.aftercare.check_ins import Wish
from backend.api.clock import database_now
from notifications import devices
from notifications.devices import Address, DeviceReport
from tests.benchmarks import cpu
from tests.benchmarks.report import result, say
from tests.benchmarks.web.client import Contender, Series
from tests.benchmarks.web.multiples import EMPTY, ask_nothing, measure, with_multiples
from tests.benchmarks.web.servers import web
from tests.ports import free_port

SETTINGS = "tests.benchmarks.web.settings"
DAYS_OF_HISTORY = 30
WARM_UP = 20
COUNSELLORS = 10
CALM = {"mood": 3, "redflags": ["none"], "used": 0, "want_contact": 0, "craving": 2, "sleep": 2, "halt": ["none"]}
RISKY = CALM | {"mood": 0, "redflags": ["self_harm"]}
PHQ_9 = {f"q{number}": number % 3 for number in range(1, 9)} | {"q9": 0}


@dataclass(frozen=True)
class Phone:
    """Somebody with an open check-in for each form that is asked once."""

    token: str
    check_ins: Mapping[str, str]


@dataclass(frozen=True)
class Form:
    name: str
    instrument: str
    answers: Mapping[str, Any]
    level: str


FORMS = (
    Form("calm", "daily-check-in", CALM, "L0"),
    Form("phq_9", "phq-9", PHQ_9, "L0"),
    Form("risky", "daily-check-in", RISKY, "L2"),
)
AGAIN = Form("risky_without_broker", "daily-check-in", RISKY, "L2")


def main(argv: Sequence[str]) -> None:
    options = _parse(argv)
    phones = _make_people(options.people, now=database_now())
    with tempfile.TemporaryDirectory() as name:
        result(with_multiples(_with_broker(phones, Path(name)) | _without_broker(phones, Path(name))))


def _with_broker(phones: Sequence[Phone], folder: Path) -> dict[str, Any]:
    with web("backend.config.wsgi:application", folder, ready="/healthz", DJANGO_SETTINGS_MODULE=SETTINGS) as served:
        return _ask_all(phones, FORMS, Contender("handrail", served[0], (served[1], cpu.postgres_server())))


def _without_broker(phones: Sequence[Phone], folder: Path) -> dict[str, Any]:
    nobody = f"redis://127.0.0.1:{free_port()}/0"
    environment = {"DJANGO_SETTINGS_MODULE": SETTINGS, "BROKER_URL": nobody}
    with web("backend.config.wsgi:application", folder, ready="/healthz", **environment) as served:
        found = _ask_all(phones, (AGAIN,), Contender("handrail", served[0], (served[1], cpu.postgres_server())))
    return {AGAIN.name: found[AGAIN.name]}


def _ask_all(phones: Sequence[Phone], forms: Sequence[Form], contender: Contender) -> dict[str, Any]:
    measured = {name: Series() for name in (EMPTY, *(form.name for form in forms))}
    for number, phone in enumerate(phones):
        # The first few warm up; then nobody comes after the same one each time.
        found = measured if number >= WARM_UP else {name: Series() for name in measured}
        measure(contender, found[EMPTY], partial(ask_nothing, contender))
        for form in (*forms[number % len(forms) :], *forms[: number % len(forms)]):
            measure(contender, found[form.name], partial(_answer, contender, phone, form))
    for name, each in measured.items():
        say(name, {**each.figures(), "web_and_db_cpu_ms": each.split()})
    return {name: each.figures() for name, each in measured.items()}


def _answer(contender: Contender, phone: Phone, form: Form) -> float:
    """Submit; whatever is not the right answer ends the bench."""
    route = f"/v1/check-ins/{phone.check_ins[form.name]}/response"
    answer = contender.post(route, {"answers": form.answers, "final": True}, token=phone.token)
    told = answer.json()
    card = [each["code"] for each in (told.get("help") or {}).get("cards", [])]
    expected = (201, form.level, ["suicide"] if form.level == "L2" else [])
    if (answer.status, told.get("level"), card) != expected:
        raise RuntimeError(f"{form.name} was answered {answer.status}: {told}")
    return answer.ms


def _make_people(count: int, *, now: datetime) -> list[Phone]:
    """People with phones and a month behind them, followed by one of ten counsellors with phones of their own."""
    site = Site.objects.create(name="Harbour Clinic", tzid="America/New_York")
    counsellors = [
        staffing.add_staff(site, Staff.Role.COUNSELLOR, f"counsellor-{number}", None) for number in range(10)
    ]
    for number, staff in enumerate(counsellors):
        _register(staff.account, f"staff-{number}", now=now)
    return [_make_person(number, counsellors[number % COUNSELLORS], now=now) for number in range(count)]


def _make_person(number: int, staff: Staff, *, now: datetime) -> Phone:
    signed_in = people.sign_up(people.Profile(handle="dana", tzid="America/New_York", country="US"), now=now)
    person = signed_in.person
    staffing.assign(person, staff, now=now - timedelta(days=DAYS_OF_HISTORY))
    _consent(person, staff.site, granted_at=now - timedelta(days=DAYS_OF_HISTORY))
    _register(person.account, f"person-{number}", now=now)
    opened = {form.name: str(_open(person, form.instrument, now=now)) for form in (*FORMS, AGAIN)}
    return Phone(signed_in.token, opened)


def _consent(person: Person, site: Site, *, granted_at: datetime) -> None:
    Consent.objects.bulk_create(
        Consent(person=person, site=site, data_class=each, granted_at=granted_at) for each in DataClass
    )


def _open(person: Person, instrument: str, *, now: datetime) -> Any:
    return check_ins.open_now(person, Wish(instrument), now=now).check_in.pk


def _register(account: Any, name: str, *, now: datetime) -> None:
    session = sessions.sessions_of(account).first()
    if session is None:
        sessions.start_session(account, after_second_factor=account.kind == Kind.STAFF, now=now)
        session = sessions.sessions_of(account).get()
    report = DeviceReport(
        platform="android",
        locale="en",
        tzid="America/New_York",
        app_version="1.0",
        notifications="allowed",
        address=Address("token", f"token-of-{name}"),
    )
    devices.register(account, session, f"installation-of-{name}", report, now=now)


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py bench check-in", description=__doc__)
    parser.add_argument("--people", type=int, default=220, help="each answers once (default %(default)s)")
    return parser.parse_args(argv)
