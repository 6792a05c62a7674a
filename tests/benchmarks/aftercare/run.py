"""`manage.py bench aftercare`: 2,000 people and 200 staff of a site, after a month and after a year of daily check-ins.

A seeded world, answers sealed as in production. It measures the worklist, the people and a person's history over HTTP
with one gunicorn worker, counts the queries of each, and times the scans: alerts that nobody acknowledged, beside none
and 50,000 that are closed, and check-ins that everybody has missed.
"""

import argparse
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from backend.accounts.models import Assignment
from backend.api.clock import database_now
from backend.care_team import alerts
from backend.care_team.models import Alert
from backend.instruments.levels import Level
from tests.benchmarks.aftercare import asking, history, scans
from tests.benchmarks.aftercare.population import WINDOW, Clinic, make_clinic
from tests.benchmarks.report import result, say

MONTH = 30
# One person in twenty has an open alert.
OPEN_ALERTS_PERCENT = 5
WORKLIST, PEOPLE = "/v1/staff/worklist", "/v1/staff/people"


def main(argv: Sequence[str]) -> None:
    options = _parse(argv)
    result(run(options))


def run(options: argparse.Namespace) -> dict[str, Any]:
    rng = random.Random(options.seed)
    now = database_now()
    # Today's check-in has just ended.
    today = now - WINDOW - timedelta(minutes=1)
    clinic = make_clinic(
        options.people, options.staff, since=today - (options.days + 1) * history.DAY, now=now, rng=rng
    )
    days = min(MONTH, options.days)
    written = [history.write_days(clinic, 1, days, today=today, rng=rng)]
    history.open_today(clinic, today=today, rng=rng)
    _open_alerts(clinic, now=now)
    figures: dict[str, Any] = {"people": options.people, "staff": options.staff}
    figures[f"{days}_days"] = _measure(clinic, options, now=now)
    if options.days > days:
        written.append(history.write_days(clinic, days + 1, options.days, today=today, rng=rng))
        figures[f"{options.days}_days"] = _measure(clinic, options, now=now)
    figures["sweep"] = {"0_closed": scans.sweep(now=now)}
    scans.close_alerts(clinic, options.closed, now=now)
    figures["sweep"][f"{options.closed}_closed"] = scans.sweep(now=now)
    figures["worklist_beside_closed_alerts"] = _worklist(clinic, options, now=now)
    figures["worklist_of_everybody"] = _of_everybody(clinic, now=now)
    figures["written"] = {
        "check_ins": sum(each.check_ins for each in written),
        "responses": sum(each.responses for each in written),
        "s": round(sum(each.seconds for each in written), 1),
    }
    return figures


def _measure(clinic: Clinic, options: argparse.Namespace, *, now: datetime) -> dict[str, Any]:
    """All that can depend on how long the history is."""
    _tidy()
    counsellor, supervisor = asking.tokens_of([clinic.staff[0], clinic.supervisor], now=now)
    person = f"{PEOPLE}/{clinic.members[0].person_id}"
    found = {
        "queries": {
            "worklist": asking.queries_of(WORKLIST, counsellor),
            "worklist_of_a_supervisor": asking.queries_of(WORKLIST, supervisor),
            "people": asking.queries_of(PEOPLE, counsellor),
            "person": asking.queries_of(person, counsellor),
            "history": asking.queries_of(f"{person}/check-ins?limit=100", counsellor),
        },
        **_pages(clinic, options, now=now),
        "missed_scan": scans.close_today(now=now),
    }
    for name, each in found.items():
        say(name, each)
    return found


def _pages(clinic: Clinic, options: argparse.Namespace, *, now: datetime) -> dict[str, Any]:
    tokens = asking.tokens_of(clinic.staff, now=now)
    counsellors = [tokens[number % (len(tokens) - 1)] for number in range(options.requests)]
    history_path = f"{PEOPLE}/{clinic.members[0].person_id}/check-ins"
    with asking.served() as contender:
        return {
            "empty": asking.ask(contender, [("/empty", each) for each in counsellors]),
            "worklist": asking.ask(contender, [(WORKLIST, each) for each in counsellors]),
            "worklist_of_a_supervisor": asking.ask(contender, [(WORKLIST, tokens[-1])] * options.requests),
            "people_page": asking.ask(contender, [(PEOPLE, each) for each in counsellors]),
            "history_page": asking.ask(contender, [(history_path, tokens[0])] * options.requests),
        }


def _worklist(clinic: Clinic, options: argparse.Namespace, *, now: datetime) -> dict[str, Any]:
    tokens = asking.tokens_of(clinic.staff, now=now)
    counsellors = [tokens[number % (len(tokens) - 1)] for number in range(options.requests)]
    with asking.served() as contender:
        return asking.ask(contender, [(WORKLIST, each) for each in counsellors])


def _of_everybody(clinic: Clinic, *, now: datetime) -> dict[str, Any]:
    """The worst that can be: one staff member follows all."""
    staff = clinic.staff[0]
    followed = set(Assignment.objects.filter(staff=staff).values_list("person_id", flat=True))
    Assignment.objects.bulk_create(
        Assignment(person_id=each.person_id, staff=staff, site=clinic.site, started_at=now - timedelta(days=1))
        for each in clinic.members
        if each.person_id not in followed
    )
    _tidy()
    [token] = asking.tokens_of([staff], now=now)
    with asking.served() as contender:
        figures = asking.ask(contender, [(WORKLIST, token)] * 20)
    return figures | {"queries": asking.queries_of(WORKLIST, token)}


def _open_alerts(clinic: Clinic, *, now: datetime) -> None:
    people = {each.person_id for number, each in enumerate(clinic.members) if number % 100 < OPEN_ALERTS_PERCENT}
    for person in clinic.site.assignment_set.filter(person__in=people).select_related("person"):
        level = (Level.L1, Level.L1, Level.L2)[person.person_id.int % 3]
        about = ("check-in", person.person_id)
        alerts.open_or_raise(person.person, level, about=about, rules=["daily-check-in:contact"], now=now)
    say("open alerts", Alert.objects.open().count())


def _tidy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py bench aftercare", description=__doc__)
    parser.add_argument("--people", type=int, default=2000, help="at one site (default %(default)s)")
    parser.add_argument("--staff", type=int, default=200, help="one of them a supervisor (default %(default)s)")
    parser.add_argument("--days", type=int, default=365, help="of daily check-ins (default %(default)s)")
    parser.add_argument("--requests", type=int, default=200, help="of each page (default %(default)s)")
    parser.add_argument("--closed", type=int, default=50_000, help="alerts (default %(default)s)")
    parser.add_argument("--seed", type=int, default=7, help="(default %(default)s)")
    return parser.parse_args(argv)
