from django.db.models import Q

from backend.accounts.retention import Cutoffs, forget_some
from backend.aftercare.models import CheckIn, Response


def forget_before(cutoffs: Cutoffs, *, at_most: int) -> int:
    """Delete old check-ins with their answers, each by the time of its site, and parts of forms that were never sent.

    Return how many rows went, of each kind `at_most`.
    """
    old = Q(closes_at__lt=cutoffs.check_ins) & (Q(site=None) | ~Q(site__in=cutoffs.check_ins_of))
    for site_id, before in cutoffs.check_ins_of.items():
        old |= Q(site=site_id, closes_at__lt=before)
    unsent = Response.objects.filter(is_final=False, is_late=False, received_at__lt=cutoffs.drafts)
    return forget_some(CheckIn.objects.filter(old), at_most=at_most) + forget_some(unsent, at_most=at_most)
