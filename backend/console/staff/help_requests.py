"""Who asks to be contacted, by when an answer was promised, and the one answer."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.aftercare.help_requests import answering
from backend.aftercare.help_requests.serializers import LONGEST
from backend.console.pages import StaffPage, page_of, say


class ReplyForm(forms.Form):
    text = forms.CharField(
        label="Your one answer",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Say when you call, or what they can do. They read it in the app, and cannot write back here.",
    )


class HelpRequestsPage(StaffPage):
    section = "help-requests"

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        page = page_of(request, answering.requests_for(self.staff, now=now).order_by("-asked_at", "id"))
        answering.look_at(self.staff, page, now=now)
        return self.show("staff/help_requests.html", page=page, now=now, site=self.staff.site)


class HelpRequestPage(StaffPage):
    section = "help-requests"

    def get(self, request: HttpRequest, request_id: UUID) -> HttpResponse:
        return self._show(request_id, ReplyForm())

    def post(self, request: HttpRequest, request_id: UUID) -> HttpResponse:
        form = ReplyForm(request.POST)
        if not form.is_valid():
            return self._show(request_id, form, status=422)
        answering.reply(self.staff, request_id, form.cleaned_data["text"], now=timezone.now())
        say(request, "Sent. It rings on their phone, and the clock of the alert has stopped.")
        return redirect("help-requests")

    def _show(self, request_id: UUID, form: ReplyForm, *, status: int = 200) -> HttpResponse:
        now = timezone.now()
        asked = answering.read(self.staff, request_id, now=now)
        return self.show(
            "staff/help_request.html", asked=asked, form=form, now=now, site=self.staff.site, status=status
        )
