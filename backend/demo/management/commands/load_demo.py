import json
import os
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from knox.crypto import hash_token

from backend.accounts import sessions
from backend.accounts.models import Account, Session
from backend.accounts.people import rotate_code
from backend.console.demo_links import make_link
from backend.demo import story
from backend.demo.cast import Cast, accounts_of, find_or_make_cast
from meetings.organizers import organizing

ROLES_WITH_PHONE = ("person", "staff", "supervisor", "other_staff")


class Command(BaseCommand):
    help = "Load the demo's people, meetings and first check-in, once; hand out their tokens and links."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", required=True, type=Path, metavar="PATH", help="where the people are written")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is off here: its links sign people in without a password.")
        now = timezone.now()
        earlier = _read(options["json"])
        story.load_meetings(now=now)
        cast = find_or_make_cast(now=now)
        organizing.let_serve(cast.organizer, story.OLIVES_BODY)
        people = {role: _facts(role, account, cast, earlier, now) for role, account in accounts_of(cast).items()}
        story.plan_daily_check_in(cast, now=now)
        story.start_counting(cast, now=now)
        story.give_work_email(cast.staff, now=now)
        _write(options["json"], people)


def _facts(role: str, account: Account, cast: Cast, earlier: dict[str, Any], now: datetime) -> dict[str, Any]:
    """What demo.json says of one account; a token that still opens is kept."""
    told = earlier.get(role, {})
    token = told.get("token", "")
    session = _session(token, now)
    if session is None or session.user_id != account.pk:
        token = sessions.start_session(account, after_second_factor=False, now=now)
        session = Session.objects.get(digest=hash_token(token))
    facts: dict[str, Any] = {"handle": account.handle, "id": str(account.pk), "token": token}
    if role == "person":
        facts["recovery_code"] = cast.recovery_code or told.get("recovery_code") or rotate_code(cast.person)
    else:
        facts["console_link"] = make_link(account)
    if role in ROLES_WITH_PHONE:
        tzid = cast.person.tzid if role == "person" else account.staff.tzid
        facts["phone"] = story.give_phone(account, session, str(account.handle), token, tzid=tzid, now=now)
    return facts


def _session(token: str, now: datetime) -> Session | None:
    digest = hash_token(token)
    session = Session.objects.filter(digest=digest).select_related("user").first()
    return session if session and sessions.refusal_of(session, digest, now=now) is None else None


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    people: dict[str, Any] = json.loads(path.read_text())
    return people


def _write(path: Path, people: dict[str, Any]) -> None:
    """Write by rename, readable by the owner alone."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(people, file, indent=1)
    part.replace(path)
