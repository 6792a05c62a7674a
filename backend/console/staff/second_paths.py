"""In which other ways alerts reach a staff member, beside their phones."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.api.problems import InvalidRequest, NotFound
from backend.console.form_errors import add_refusal
from backend.console.pages import StaffPage, say
from notifications.models import SecondPath
from notifications.notices.trials import last_trial, ring_trial
from notifications.second_paths import paths
from notifications.second_paths.paths import EmailOff, UnsafeWebhook
from notifications.second_paths.targets import LONGEST_URL

Channel = SecondPath.Channel


class EmailForm(forms.Form):
    address = forms.EmailField(
        label="Your e-mail address at work",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="The mail says that something waits in Handrail, and nothing of what.",
    )


class WebhookForm(forms.Form):
    url = forms.CharField(
        label="Address of the webhook",
        max_length=LONGEST_URL,
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Your pager service gives it to you. It begins with https://",
    )


class SecondPathsPage(StaffPage):
    section = "second-paths"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show_paths()

    def show_paths(
        self, *, email: EmailForm | None = None, webhook: WebhookForm | None = None, secret: str = ""
    ) -> HttpResponse:
        found = {path.channel: paths.shown_address(path) for path in paths.paths_of(self.account)}
        is_refused = any(form is not None and form.errors for form in (email, webhook))
        return self.show(
            "staff/second_paths.html",
            email=email or EmailForm(),
            webhook=webhook or WebhookForm(),
            mailed_to=found.get(Channel.EMAIL),
            paged_at=found.get(Channel.WEBHOOK),
            secret=secret,
            trial=last_trial(self.account, now=timezone.now()),
            tzid=self.staff.site.tzid,
            status=422 if is_refused else 200,
        )


class SetEmail(SecondPathsPage):
    def post(self, request: HttpRequest) -> HttpResponse:
        form = EmailForm(request.POST)
        if not form.is_valid():
            return self.show_paths(email=form)
        try:
            paths.set_email(self.account, form.cleaned_data["address"], now=timezone.now())
        except EmailOff as problem:
            add_refusal(form, problem, {})
            return self.show_paths(email=form)
        say(request, "Each alert sends you a mail too.")
        return redirect("second-paths")


class SetWebhook(SecondPathsPage):
    """The answer itself shows the secret: it is kept sealed, and read by nobody again."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = WebhookForm(request.POST)
        if not form.is_valid():
            return self.show_paths(webhook=form)
        try:
            path = paths.set_webhook(self.account, form.cleaned_data["url"], now=timezone.now())
        except (UnsafeWebhook, InvalidRequest) as problem:
            add_refusal(form, problem, {})
            return self.show_paths(webhook=form)
        return self.show_paths(secret=path.secret)


class RingTrial(StaffPage):
    def post(self, request: HttpRequest) -> HttpResponse:
        ring_trial(self.account, now=timezone.now())
        say(request, "It rings now. Look at your phones, mails and pager, then load this page again.")
        return redirect("second-paths")


class RemovePath(StaffPage):
    def post(self, request: HttpRequest, channel: str) -> HttpResponse:
        if channel not in Channel.values:
            raise NotFound
        paths.remove(self.account, channel)
        say(request, "Removed. Alerts ring on your phones as before.")
        return redirect("second-paths")
