from backend.accounts.retention import Cutoffs, forget_some
from backend.coping.models import Craving, CravingRating, PracticeTick


def forget_before(cutoffs: Cutoffs, *, at_most: int) -> int:
    """Delete old cravings with sessions and outcomes, old ratings and ticks; return how many, `at_most` of each.

    Counters and slips stay as long as the account: without a slip of long ago the total would be wrong.
    """
    old = (
        Craving.objects.filter(recorded_at__lt=cutoffs.cravings),
        CravingRating.objects.filter(recorded_at__lt=cutoffs.cravings),
        PracticeTick.objects.filter(recorded_at__lt=cutoffs.cravings),
    )
    return sum(forget_some(each, at_most=at_most) for each in old)
