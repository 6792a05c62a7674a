"""What the pages about one's own site have in common."""

from typing import Any

from django.template.response import TemplateResponse

from backend.accounts.models import Site, Staff
from backend.care_team.duty.roles import MANAGING_ROLES
from backend.console.pages import StaffPage


class SitePage(StaffPage):
    """For all staff of the site; `here` is the page's place in the menu of these pages."""

    section = "site"
    here = ""

    @property
    def site(self) -> Site:
        return self.staff.site

    def show(self, template: str, *, status: int = 200, **context: Any) -> TemplateResponse:
        known = {
            "here": self.here,
            "site": self.site,
            "manages": self.staff.role in MANAGING_ROLES,
            "supervises": self.staff.role == Staff.Role.SUPERVISOR,
        }
        return super().show(f"site/{template}", status=status, **(known | context))


class ManagingPage(SitePage):
    """For those who run the site. The use cases ask for the role too."""

    roles = MANAGING_ROLES


class SupervisorPage(SitePage):
    roles = (Staff.Role.SUPERVISOR,)
