"""What staff do at a site, in words."""

from backend.accounts.models import Staff

Role = Staff.Role
ROLE_WORDS = {
    Role.COUNSELLOR: "Counsellor",
    Role.SUPERVISOR: "Supervisor",
    Role.ON_CALL: "On call",
    Role.SITE_ADMIN: "Site admin",
}
ROLE_HELP = {
    Role.COUNSELLOR: "follows people",
    Role.SUPERVISOR: "follows people, answers alerts of the whole site, runs the site",
    Role.ON_CALL: "answers alerts of the whole site, follows nobody",
    Role.SITE_ADMIN: "runs the site, sees nobody's health data",
}


def staff_words(staff: Staff) -> str:
    """`sam, counsellor`."""
    return f"{staff.account.handle or '(no handle)'}, {ROLE_WORDS[Role(staff.role)].lower()}"
