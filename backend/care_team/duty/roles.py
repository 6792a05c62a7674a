"""What of a site's own business each role may do."""

from backend.accounts.models import Staff
from backend.api.problems import Forbidden

# Hours, holidays, policies, the on-call chain, and who works there.
MANAGING_ROLES = (Staff.Role.SUPERVISOR, Staff.Role.SITE_ADMIN)


def require_role(staff: Staff, *roles: Staff.Role) -> None:
    """Raises Forbidden."""
    if staff.role not in roles:
        raise Forbidden
