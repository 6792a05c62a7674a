"""Changing what a site says of itself. Two people at once do not write over each other."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from backend.api.conditional import etag_of
from backend.api.problems import PreconditionFailed
from backend.care_team.duty.serializers import SiteSettingsSerializer, SiteShape
from backend.care_team.duty.site import SiteSettings, change_settings, settings_of
from backend.console.form_errors import REFUSALS, add_refusal
from backend.console.pages import say
from backend.console.site.pages import ManagingPage
from backend.console.site.settings_form import SettingsForm
from backend.console.versions import unchanged_since


class SettingsPage(ManagingPage):
    here = "overview"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request)
        if not form.is_valid():
            return self._show(form)
        check = unchanged_since(form.cleaned_data["etag"])
        try:
            changes = SiteShape.parse(form.body()).changes()
            change_settings(self.staff, changes, check=lambda now: check(_etag(now)))
        except PreconditionFailed:
            form.tell_stale(_etag(settings_of(self.site)))
            return self._show(form)
        except REFUSALS as error:
            add_refusal(form, error, form.field_of_pointer())
            return self._show(form)
        say(request, "Saved. Clocks of alerts that run keep the time that was promised.")
        return redirect("site")

    def _form(self, request: HttpRequest | None = None) -> SettingsForm:
        settings = settings_of(self.site)
        return SettingsForm(request.POST if request else None, settings=settings, etag=_etag(settings))

    def _show(self, form: SettingsForm) -> HttpResponse:
        return self.show("settings.html", form=form, status=422 if form.errors else 200)


def _etag(settings: SiteSettings) -> str:
    return etag_of(SiteSettingsSerializer(settings).data)
