from typing import Any

from django.db.models import F

from backend.accounts.models import Person, Session


def export_person(person: Person) -> dict[str, Any]:
    return {
        "id": str(person.pk),
        "handle": person.account.handle,
        "locale": person.locale,
        "tzid": person.tzid,
        "country": person.country,
        "created_at": person.account.created_at,
        "followed_by": list(person.assignment_set.values("started_at", "ended_at", site_name=F("site__name"))),
        "consents": list(
            person.consent_set.values(
                "id", "data_class", "granted_at", "expires_at", "revoked_at", site_name=F("site__name")
            )
        ),
        "looks": list(
            person.accesslog_set.values(
                "data_class", "purpose", "started_at", "looks", site_name=F("staff__site__name")
            )
        ),
        "sessions": list(
            Session.objects.filter(user_id=person.pk).values("last_seen_on", id=F("public_id"), created_at=F("created"))
        ),
    }
