from django.db.models import Exists, OuterRef, QuerySet

from backend.accounts.retention import Cutoffs, forget_some
from backend.care_team.models import Alert, SafetyHold
from backend.instruments.levels import Level


def forget_before(cutoffs: Cutoffs, *, at_most: int) -> int:
    """Delete alerts that were closed long ago, with evidence, notes and pages, and holds that are long over.

    Return how many, `at_most` of each.
    """
    alerts = Alert.objects.filter(closed_at__lt=cutoffs.audit)
    return sum(forget_some(each, at_most=at_most) for each in (alerts, _holds(cutoffs)))


def _holds(cutoffs: Cutoffs) -> QuerySet[SafetyHold]:
    """Staff end a hold by acknowledging; where nobody watches, its row would stay behind the answer that brought it."""
    waiting = Alert.objects.waiting().filter(person=OuterRef("person"), level__gte=Level.L2)
    return SafetyHold.objects.filter(last_answer_at__lt=cutoffs.check_ins).exclude(Exists(waiting))
