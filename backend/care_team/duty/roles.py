"""What of a site's own business each role may change."""

from backend.accounts.models import Staff
from backend.api.problems import Forbidden

# Hours, holidays, policies and the on-call chain.
RUN_THE_SITE = (Staff.Role.SUPERVISOR, Staff.Role.SITE_ADMIN)


def require_role(staff: Staff, *roles: Staff.Role) -> None:
    """Raises Forbidden."""
    if staff.role not in roles:
        raise Forbidden
