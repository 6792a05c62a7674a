"""Agreeing over HTTP as an app does it: ask for the form, show it, sign it."""

from collections.abc import Sequence
from typing import Any

from rest_framework.test import APIClient

SIGNATURE = {"name": "Dana Doe", "method": "typed-name", "signer": "self"}
ENDS = ("expires_at", "expires_on")


def form_for(phone: APIClient, site: Any, data_classes: Sequence[str], **ends: str) -> dict[str, Any]:
    """Return the form on offer."""
    query = {"site_id": str(site), "data_classes": ",".join(data_classes), **ends}
    response = phone.get("/v1/consent-forms", query)
    assert response.status_code == 200, response.content
    shown: dict[str, Any] = response.json()
    return shown


def signed(form: dict[str, Any], **signature: str) -> dict[str, Any]:
    """Return what goes with a wish to consent: the form that was shown, and a signature under it."""
    return {
        "form": {each: form[each] for each in ("version", "language", "sha256")},
        "signature": SIGNATURE | signature,
    }


def wish_for(phone: APIClient, site: Any, data_classes: Sequence[str], **more: Any) -> dict[str, Any]:
    """Return the body of a consent, signed; `more` goes into it, and its end into the form too."""
    ends = {name: more[name] for name in ENDS if name in more}
    form = form_for(phone, site, data_classes, **ends)
    return {"site_id": str(site), "data_classes": list(data_classes), **signed(form), **more}


def consent(phone: APIClient, site: Any, data_classes: Sequence[str], **more: Any) -> Any:
    return phone.post("/v1/consents", wish_for(phone, site, data_classes, **more))
