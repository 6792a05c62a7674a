"""Rows about a person that no route writes yet, or that only others write."""

from datetime import date, timedelta

from backend.accounts.models import (
    AlertAccess,
    BreakGlass,
    BreakGlassBar,
    ChainLink,
    Consent,
    ConsentForm,
    ContactDetails,
    Disclosure,
    EndedSession,
    Notice,
    OutsideConsent,
    Person,
    RestrictionAnswer,
    RestrictionRequest,
    Revocation,
    Staff,
)
from backend.aftercare.models import QueuedSummary
from backend.aftercare.plans import Plan, Taper, set_plan
from backend.care_team.models import ExpectedRule, PersonToTell
from tests.rights.life import word
from tests.times import utc

NOON = utc("2026-11-20T12:00")


def fill(person: Person, staff: Staff) -> None:
    _sharing(person, staff)
    AlertAccess.objects.get_or_create(person=person, site=staff.site, defaults={"level": "L2", "since": NOON})
    glass, barred = (
        BreakGlass.objects.create(
            person=person,
            staff=staff,
            site=staff.site,
            reason_code=BreakGlass.Reason.OVERDOSE,
            content={"text": word("emergency")},
            started_at=NOON,
            ends_at=NOON + timedelta(hours=1),
        )
        for _ in range(2)
    )
    PersonToTell.objects.create(break_glass=glass, person=person, due_at=glass.ends_at)
    BreakGlassBar.objects.create(break_glass=barred, person=person, staff=staff, reason=word("bar"), at=NOON)
    ExpectedRule.objects.create(
        person=person,
        site=staff.site,
        rule="daily-check-in:slip",
        reason=word("expected"),
        marked_by=staff,
        marked_at=NOON,
        until=NOON + timedelta(days=14),
    )
    ContactDetails.objects.create(person=person, legal_name=word("name"), phone=word("phone"))
    EndedSession.objects.create(digest="0" * 128, account=person.account, ended_at=NOON)
    set_plan(person, Plan(frozenset({"alcohol"}), has_prescribed=True, taper=Taper(date(2026, 3, 17))))


def _sharing(person: Person, staff: Staff) -> None:
    text = {"version": "1", "language": "en", "text_sha256": "0" * 64}
    Notice.objects.create(person=person, site=staff.site, event=Notice.Event.SHOWN, at=NOON, **text)
    form = ConsentForm.objects.create(
        person=person,
        site=staff.site,
        purpose=ConsentForm.Purpose.CARE,
        method=ConsentForm.Method.TYPED_NAME,
        content={"signature": word("signature")},
        signed_at=NOON,
        received_at=NOON,
        **text,
    )
    outside = OutsideConsent.objects.create(
        person=person,
        site=staff.site,
        form=form,
        recipient={"name": word("recipient")},
        data_classes=["plan"],
        granted_at=NOON,
    )
    QueuedSummary.objects.create(
        person=person,
        site=staff.site,
        staff=staff,
        consent=outside,
        data_classes=["plan"],
        queued_at=NOON,
        expires_at=NOON + timedelta(days=7),
        content={"plan": {"handle": word("summary")}},
    )
    Disclosure.objects.create(
        person=person,
        site=staff.site,
        basis=Disclosure.Basis.CONSENT,
        consent=outside,
        data_classes=["plan"],
        content={"summary": word("summary")},
        at=NOON,
    )
    revoked = Consent.objects.filter(person=person).earliest("pk")
    Revocation.objects.create(person=person, site=staff.site, consent=revoked, at=NOON)
    ChainLink.objects.create(
        person=person, number=1, record_type="consent", record_id=revoked.pk, digest=bytes(32), sealed_at=NOON
    )
    asked = RestrictionRequest.objects.create(person=person, site=staff.site, text=word("restriction"), at=NOON)
    RestrictionAnswer.objects.create(
        request=asked,
        person=person,
        staff=staff,
        decision=RestrictionAnswer.Decision.DECLINED,
        words=word("answer"),
        at=NOON,
    )
