"""Who waits for a human, the most urgent first."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from backend.care_team import alerts
from backend.console.pages import StaffPage, page_of


class Worklist(StaffPage):
    section = "worklist"

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        # One open alert for a person and site: each alert is a person.
        waiting = alerts.alerts_of(self.staff, now=now).open().order_by("-level", "due_at", "id")
        page = page_of(request, waiting)
        alerts.look_at(self.staff, page, purpose="worklist", now=now)
        return self.show("staff/worklist.html", page=page, now=now, site=self.staff.site)
