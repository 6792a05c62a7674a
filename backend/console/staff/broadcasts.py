"""Writing to several people at once: write, see who gets it and when, then send."""

from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.accounts.keys import store
from backend.api.problems import IdTaken, InvalidRequest
from backend.care_team.broadcasts import writing
from backend.care_team.broadcasts.counting import counts_of
from backend.care_team.broadcasts.writing import BroadcastReachesNobody, Plan, Preview
from backend.console.form_errors import add_refusal
from backend.console.pages import StaffPage, page_of, say
from backend.console.staff.broadcast_form import OBSTACLE_WORDS, BroadcastForm
from notifications.notices.explaining import SENTENCES

FIELD_OF_POINTER = {"/send_at": "day", "broadcast-reaches-nobody": "person_ids"}


class BroadcastsPage(StaffPage):
    section = "broadcasts"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = writing.broadcasts_of(self.staff).annotate(people=Count("recipients")).order_by("-created_at", "id")
        page = page_of(request, found)
        store.preload(broadcast.staff_id for broadcast in page)
        return self.show("staff/broadcasts.html", page=page, now=timezone.now(), site=self.staff.site)


class NewBroadcast(StaffPage):
    """Two steps on one address. Nothing is stored before the second: the first hands its fields on."""

    section = "broadcasts"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._write(BroadcastForm(self._everybody()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BroadcastForm(self._everybody(), request.POST)
        if request.POST.get("action") == "change" or not form.is_valid():
            return self._write(form)
        try:
            return self._send(form) if request.POST.get("action") == "send" else self._look(form)
        except (InvalidRequest, IdTaken, BroadcastReachesNobody) as problem:
            add_refusal(form, problem, FIELD_OF_POINTER)
            return self._write(form)

    def _everybody(self) -> Preview:
        return writing.preview(self.staff, Plan(), now=timezone.now())

    def _write(self, form: BroadcastForm) -> HttpResponse:
        status = 422 if form.is_bound and form.errors else 200
        return self.show("staff/new_broadcast.html", form=form, site=self.staff.site, status=status)

    def _look(self, form: BroadcastForm) -> HttpResponse:
        site = self.staff.site
        found = writing.preview(self.staff, form.plan(site.tzid), now=timezone.now())
        reasons = {each.person_id: OBSTACLE_WORDS[each.reason] for each in found.not_reached}
        lines = [(each, reasons.get(each.person.pk)) for each in found.addressees]
        return self.show("staff/broadcast_preview.html", form=form, preview=found, lines=lines, site=site)

    def _send(self, form: BroadcastForm) -> HttpResponse:
        broadcast, _ = writing.send(self.staff, form.draft(self.staff.site.tzid), now=timezone.now())
        say(self.request, "Done. It goes out at its time, to those who still share their plan with you then.")
        return redirect("broadcast", broadcast_id=broadcast.pk)


class BroadcastPage(StaffPage):
    section = "broadcasts"

    def get(self, request: HttpRequest, broadcast_id: UUID) -> HttpResponse:
        broadcast = writing.find(self.staff, broadcast_id)
        counts = counts_of(broadcast, now=timezone.now())
        return self.show(
            "staff/broadcast.html",
            broadcast=broadcast,
            is_author=broadcast.staff_id == self.staff.pk,
            counts=counts,
            others=[(SENTENCES[code], count) for code, count in counts.others.items()],
            site=self.staff.site,
        )


class CancelBroadcast(StaffPage):
    def post(self, request: HttpRequest, broadcast_id: UUID) -> HttpResponse:
        writing.cancel(self.staff, broadcast_id, now=timezone.now())
        say(request, "Cancelled. Nobody else gets it, and phones that show it take it away.")
        return redirect("broadcast", broadcast_id=broadcast_id)
