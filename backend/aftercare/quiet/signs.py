"""Signs of life, and of danger, as expressions on a row that names a person and a site.

Each looks at one row of an index, however long the history is.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import DateTimeField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from backend.accounts.models import Assignment
from backend.aftercare.models import CheckIn, Contact, Response
from backend.aftercare.quiet.missed_policy import missed_policy
from backend.care_team.models import Alert, AlertEvidence, AlertNote
from backend.coping.models import CravingRating
from backend.instruments.levels import Level

Person = OuterRef
Site = OuterRef | UUID


def answered(person: Person, site: Site) -> Subquery:
    """When answers came last to what this site asked, or what the person began alone."""
    given = Response.objects.filter(_readable_by(site), person=person)
    return Subquery(given.order_by("-received_at").values("received_at")[:1])


def reached(person: Person, site: Site) -> Subquery:
    """When staff of this site last spoke with the person outside an alert."""
    contacts = Contact.objects.filter(person=person, site=site, outcome=Contact.Outcome.REACHED)
    return Subquery(contacts.order_by("-occurred_at").values("occurred_at")[:1])


def reached_on_alert(person: Person, site: Site) -> Subquery:
    """When staff of this site last wrote that they have reached the person about an alert."""
    notes = AlertNote.objects.filter(person=person, alert__site=site, outcome=Alert.Outcome.REACHED)
    return Subquery(notes.order_by("-written_at").values("written_at")[:1])


def serious_answer(person: Person, site: Site) -> Subquery:
    """When answers of L2 or L3 came last."""
    given = Response.objects.filter(_readable_by(site), person=person, level__in=[Level.L2, Level.L3])
    return Subquery(given.order_by("-received_at").values("received_at")[:1])


def serious_alert(person: Person, site: Site, *, now: datetime) -> Subquery:
    """When the last evidence of L2 or L3 was dealt with: at the first outcome after it, `now` while there is none.

    A miss is no serious answer: one that came soon after another must not make each that follows urgent, for ever.
    """
    serious = AlertEvidence.objects.filter(alert__person=person, alert__site=site, level__in=[Level.L2, Level.L3])
    for rule in missed_policy().rules:
        serious = serious.exclude(rules__contains=[rule.name])
    outcomes = AlertNote.objects.filter(alert=OuterRef("alert"), written_at__gte=OuterRef("added_at"))
    first_outcome = Subquery(outcomes.order_by("written_at").values("written_at")[:1])
    dealt_with = Coalesce(first_outcome, "alert__closed_at", Value(now), output_field=DateTimeField())
    return Subquery(serious.order_by("-added_at").annotate(dealt_with=dealt_with).values("dealt_with")[:1])


def rated(person: Person) -> Subquery:
    """When the person last told of a craving, wherever."""
    ratings = CravingRating.objects.filter(person=person).order_by("-at")
    return Subquery(ratings.values("at")[:1])


def followed_since(person: Person, site: Site) -> Subquery:
    """When this site began to follow the person; a colleague who takes over begins nothing."""
    assignments = Assignment.objects.filter(person=person, site=site).order_by("started_at")
    return Subquery(assignments.values("started_at")[:1])


def last_miss(person: Person, site: Site) -> Subquery:
    """The last check-in that this site asked for and that was missed when its window ended."""
    missed = CheckIn.objects.filter(person=person, site=site, miss__isnull=False)
    return Subquery(missed.order_by("-closes_at").values("pk")[:1])


def last_contact(person: Person, site: Site) -> Subquery:
    """The last time that staff of this site got in touch, or tried to."""
    contacts = Contact.objects.filter(person=person, site=site)
    return Subquery(contacts.order_by("-occurred_at").values("pk")[:1])


def _readable_by(site: Site) -> Q:
    return Q(check_in__site=None) | Q(check_in__site=site)
