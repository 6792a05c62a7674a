"""Who waits for a human, the most urgent first."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from backend.aftercare.quiet import worklist
from backend.console.pages import PAGE_SIZE, StaffPage
from backend.console.staff.alerts import OUTCOMES


class Worklist(StaffPage):
    section = "worklist"

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        found = worklist.worklist_of(self.staff, now=now)
        page = Paginator(found.waiting, PAGE_SIZE).get_page(request.GET.get("page"))
        rows = worklist.show(self.staff, found, list(page), now=now)
        return self.show("staff/worklist.html", page=page, rows=rows, outcomes=OUTCOMES, now=now, site=self.staff.site)
