from typing import Any

from django.db.models import Model, Q, QuerySet

from backend.accounts.retention import Cutoffs, forget_some
from backend.aftercare.models import Appointment, CheckIn, Contact, Response


def forget_before(cutoffs: Cutoffs, *, at_most: int) -> int:
    """Delete old check-ins with their answers, appointments and contacts, each by the time of its site, and drafts.

    Return how many rows went, of each kind `at_most`.
    """
    old = (
        _old(CheckIn, "closes_at", cutoffs),
        _old(Contact, "occurred_at", cutoffs),
        _old(Appointment, "starts_at", cutoffs),
        Response.objects.filter(is_final=False, is_late=False, received_at__lt=cutoffs.drafts),
    )
    return sum(forget_some(each, at_most=at_most) for each in old)


def _old(model: type[Model], at: str, cutoffs: Cutoffs) -> QuerySet[Any]:
    """Return what is older than its site keeps such things; what is no site's is kept by the rule."""
    old = Q(**{f"{at}__lt": cutoffs.check_ins}) & (Q(site=None) | ~Q(site__in=cutoffs.check_ins_of))
    for site_id, before in cutoffs.check_ins_of.items():
        old |= Q(site=site_id, **{f"{at}__lt": before})
    return model._base_manager.filter(old)
