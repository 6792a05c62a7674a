"""Who is away and who covers for them, now and to come."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.accounts.keys import store
from backend.care_team.duty import covers
from backend.care_team.duty.serializers import AbsenceShape
from backend.care_team.following.colleagues import colleagues_of
from backend.console.form_errors import REFUSALS, add_refusal
from backend.console.pages import page_of, say
from backend.console.site.cover_form import FIELD_OF_POINTER, CoverForm
from backend.console.site.pages import SitePage


class CoversPage(SitePage):
    here = "covers"

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        coming = covers.covers_of(self.staff).filter(ends_at__gt=now, cancelled_at=None)
        page = page_of(request, coming.order_by("starts_at", "pk"))
        store.preload(staff_id for each in page for staff_id in (each.absent_id, each.cover_id))
        rows = [(each, covers.may_record_for(self.staff, each.absent_id)) for each in page]
        return self.show("covers.html", page=page, rows=rows, now=now)


class NewCover(SitePage):
    here = "covers"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form, now = self._form(request), timezone.now()
        if not form.is_valid():
            return self._show(form)
        body = form.body(self.site.tzid)
        try:
            covers.record_absence(self.staff, AbsenceShape.parse(body).absence(body), now=now)
        except REFUSALS as error:
            add_refusal(form, error, FIELD_OF_POINTER)
            return self._show(form)
        say(request, "Recorded. From its first moment on, alerts go to who covers.")
        return redirect("covers")

    def _form(self, request: HttpRequest | None = None) -> CoverForm:
        here = [each.staff for each in colleagues_of(self.staff, now=timezone.now())]
        return CoverForm(request.POST if request else None, staff=self.staff, colleagues=here)

    def _show(self, form: CoverForm) -> HttpResponse:
        return self.show("new_cover.html", form=form, status=422 if form.errors else 200)


class EndCover(SitePage):
    def post(self, request: HttpRequest, cover_id: UUID) -> HttpResponse:
        covers.end_absence(self.staff, cover_id, now=timezone.now())
        say(request, "Ended. Their people are theirs again.")
        return redirect("covers")
