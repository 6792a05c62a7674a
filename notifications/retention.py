from backend.accounts.retention import Cutoffs, forget_some
from notifications.models import Device


def forget_before(cutoffs: Cutoffs, *, at_most: int) -> int:
    """Delete phones that gave no sign for long, with their addresses; return how many, `at_most`.

    One that comes back registers again.
    """
    return forget_some(Device.objects.filter(refreshed_at__lt=cutoffs.devices), at_most=at_most)
