"""What a site asks: packaged questionnaires on or off, and its own in versions, in words."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.aftercare.questionnaires import keeping, showing
from backend.aftercare.questionnaires.lookup import instruments_of, titles_of
from backend.api.problems import IdTaken, InvalidRequest, NotFound
from backend.console.form_errors import add_refusal
from backend.console.form_fields import JsonFileField
from backend.console.pages import say
from backend.console.site.pages import ManagingPage, SitePage
from backend.console.site.questionnaire_words import codes_named_by, in_words


class UploadForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput)
    file = JsonFileField(label="The questionnaire, a JSON file", help_text="At most 250 KiB.")


class QuestionnairesPage(SitePage):
    here = "questionnaires"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = showing.questionnaires_of(self.staff)
        return self.show(
            "questionnaires.html",
            own=[each for each in found if each.origin == showing.OWN],
            packaged=[each for each in found if each.origin == showing.PACKAGED],
        )


class QuestionnairePage(SitePage):
    here = "questionnaires"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        found = showing.questionnaire_of(self.staff, code, _version(request))
        key = (found.code, found.version)
        instrument = instruments_of([key])[key]
        return self.show(
            "questionnaire.html",
            found=found,
            is_own=found.origin == showing.OWN,
            is_newest=not found.versions or found.version == found.versions[0].version,
            stem=found.document.get("stem"),
            words=in_words(instrument, titles_of(codes_named_by(instrument))),
        )


class UploadQuestionnaire(ManagingPage):
    here = "questionnaires"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(UploadForm(initial={"id": uuid4()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form)
        document, client_id = form.cleaned_data["file"], form.cleaned_data["id"]
        body = {"id": str(client_id), "document": document}
        try:
            added = keeping.add(self.staff, document, client_id=client_id, body=body, now=timezone.now())
        except InvalidRequest as problem:
            form.add_error("file", "Nothing was added. What is wrong stands below, each with its place in the file.")
            return self._show(form, faults=problem.extensions["errors"])
        except (IdTaken, keeping.TooManyQuestionnaires) as problem:
            add_refusal(form, problem, {"too-many-questionnaires": "file"})
            return self._show(form)
        kept = added.questionnaire
        say(request, f"Version {kept.version} is added." if added.is_new else "This site has the very same already.")
        return redirect("questionnaire", code=kept.code)

    def _show(self, form: UploadForm, *, faults: Sequence[dict[str, Any]] = ()) -> HttpResponse:
        return self.show("upload.html", form=form, faults=faults, status=422 if form.errors else 200)


class RetireQuestionnaire(ManagingPage):
    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        keeping.retire(self.staff, code, now=timezone.now())
        say(request, "Retired. It is asked no more; check-ins that are open stay open.")
        return redirect("questionnaire", code=code)


class SwitchQuestionnaire(ManagingPage):
    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        is_on = request.POST.get("on") == "yes"
        keeping.switch(self.staff, code, is_on=is_on, now=timezone.now())
        say(request, "On: it can be asked here." if is_on else "Off: it is planned here no more, its schedules ended.")
        return redirect("questionnaire", code=code)


def _version(request: HttpRequest) -> int | None:
    text = request.GET.get("version")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        raise NotFound
    return int(text)
