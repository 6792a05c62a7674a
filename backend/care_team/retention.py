from backend.accounts.retention import Cutoffs, forget_some
from backend.care_team.models import Alert


def forget_before(cutoffs: Cutoffs, *, at_most: int) -> int:
    """Delete alerts that were closed long ago, with evidence, notes and pages; return how many, `at_most`."""
    return forget_some(Alert.objects.filter(closed_at__lt=cutoffs.audit), at_most=at_most)
