"""Handing a summary over: consent is asked once more, and only then it is on record that something left."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.audit.disclosures import note_consented
from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.audit.redisclosure import Statement, statement_for
from backend.accounts.models import DataClass, Disclosure, OutsideConsent, Staff
from backend.aftercare.models import QueuedSummary
from backend.aftercare.summaries.asking import seen_of, standing_consent
from backend.aftercare.summaries.content import Part, in_words
from backend.api.problems import NotFound, Problem


class SummaryGone(Problem):
    code, title, status = "summary-gone", "The person's consent, or the time of this summary, is over.", 410


class SummaryNotReady(Problem):
    code, title, status = "summary-not-ready", "The summary is being prepared. Ask again in a moment.", 409

    def __init__(self) -> None:
        super().__init__()
        self.headers = {"Retry-After": "15"}


@dataclass(frozen=True)
class Document:
    """What goes to the recipient: with the scope of the consent, and where the law wants it the statement of 2.32."""

    summary: QueuedSummary
    staff: Staff
    consent: OutsideConsent
    statement: Statement | None
    data_classes: tuple[DataClass, ...]
    content: dict[str, Part]

    @property
    def scope(self) -> str:
        """A clear account of what the consent covers, as 2.32 asks for."""
        consent, site = self.consent, self.consent.site.name
        until = f"on {_day(consent.expires_at)}" if consent.expires_at else f"with the care at {site}"
        return (
            f"On {_day(consent.granted_at)} the person agreed that {site} tells {consent.recipient['name']} about: "
            f"{', '.join(consent.data_classes)}. Purpose: {consent.form.purpose}. The consent ends {until}, or earlier "
            "when the person takes it back. It covers nothing else and nobody else."
        )


@transaction.atomic
def fetch(staff: Staff, person_id: UUID, summary_id: UUID, *, now: datetime) -> Document:
    """Return the document for its recipient, and note that it left: once, however often it is fetched.

    Raises NotFound outside one's set, SummaryGone, SummaryNotReady.
    """
    asked = QueuedSummary.objects.select_for_update(of=("self",)).select_related("person__account", "site")
    summary = asked.filter(pk=summary_id, person=person_id, staff=staff).first()
    if summary is None:
        raise NotFound
    seen = seen_of(staff, summary.person, _still_to_tell(summary), now=now)
    if not seen:
        raise NotFound
    consent = standing_consent(summary, now=now)
    if consent is None or summary.expires_at <= now:
        raise SummaryGone
    if summary.prepared_at is None:
        raise SummaryNotReady
    return _hand_over(summary, staff, consent, seen, now=now)


def _still_to_tell(summary: QueuedSummary) -> list[str]:
    """What was left out the first time stays left out: the record says what was told then."""
    told = Disclosure.objects.filter(pk=summary.pk).values_list("data_classes", flat=True).first()
    return list(told if told is not None else summary.data_classes)


def _hand_over(
    summary: QueuedSummary, staff: Staff, consent: OutsideConsent, seen: list[DataClass], *, now: datetime
) -> Document:
    prepared: dict[str, Any] = summary.content or {}
    content = {data_class.value: prepared[data_class] for data_class in seen if data_class in prepared}
    statement = statement_for(summary.site)
    note_consented(
        summary.pk,
        consent,
        staff,
        data_classes=list(content),
        summary=in_words(content),
        statement=statement,
        now=now,
    )
    for name in content:
        record_look(staff.account, [summary.person], DataClass(name), purpose=Purpose.DISCLOSURE, now=now)
    return Document(summary, staff, consent, statement, tuple(DataClass(name) for name in content), content)


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
