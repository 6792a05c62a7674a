"""The words of exercises by language: what is shown, what waits to be read, and the exercise that is taken back."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.api.problems import InvalidRequest, NotFound, PreconditionFailed
from backend.console.form_errors import add_refusal
from backend.console.operator.exercise_forms import PublishForm, ReadForm, UploadForm
from backend.console.operator.exercise_words import exercise_rows, language_name, language_row, lines_of, words_of
from backend.console.pages import OperatorPage, say
from backend.console.site.seen import SeenForm
from backend.console.versions import unchanged_since
from backend.coping.exercises import publishing, texts
from backend.coping.exercises.library import library
from backend.coping.exercises.shelf import PACKAGED


class ExercisePage(OperatorPage):
    section = "exercises"


class ExercisesPage(ExercisePage):
    def get(self, request: HttpRequest) -> HttpResponse:
        languages = [language_row(each) for each in (PACKAGED, *texts.languages_put_in())]
        return self.show("operator/exercises.html", languages=languages)


class LanguagePage(ExercisePage):
    def get(self, request: HttpRequest, language: str) -> HttpResponse:
        if language not in (PACKAGED, *texts.languages_put_in()):
            raise NotFound
        rows, is_packaged = exercise_rows(language), language == PACKAGED
        return self.show("operator/exercises_in.html", about=language_row(language), rows=rows, is_packaged=is_packaged)


class UploadPage(ExercisePage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(UploadForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form)
        try:
            added = publishing.add(form.cleaned_data["file"], by=self.account.pk, now=timezone.now())
        except InvalidRequest as problem:
            form.add_error("file", "Nothing was added. What is wrong stands below, each with its place in the file.")
            return self._show(form, faults=problem.extensions["errors"])
        say(request, f"Added as drafts: {added.added}. The very same already: {added.unchanged}.")
        return redirect("exercises-in", language=added.language)

    def _show(self, form: UploadForm, *, faults: Sequence[dict[str, Any]] = ()) -> HttpResponse:
        return self.show("operator/upload_exercises.html", form=form, faults=faults, status=422 if form.errors else 200)


class WordsPage(ExercisePage):
    """The newest words of one exercise beside the English, and what can be done with them."""

    def show_words(self, language: str, slug: str, refused: SeenForm | None = None) -> HttpResponse:
        newest = texts.newest_text(language, slug)
        state, exercise = texts.state_of(newest), library().exercises[slug]
        found = texts.texts_of(language, slug)
        form = _form(newest.etag, state)
        return self.show(
            "operator/exercise_words.html",
            status=422 if refused else 200,
            exercise=exercise,
            language=language,
            name=language_name(language),
            is_packaged=language == PACKAGED,
            lines=lines_of(exercise.words, words_of(newest)),
            newest=newest,
            state=state,
            is_shown=any(text.state == texts.State.PUBLISHED for text in found),
            history=found[::-1] if newest.changed_at else [],
            refused=refused,
            # Somebody else may have gone on meanwhile: then what was sent fits no more.
            form=refused if type(refused) is type(form) else form,
        )


class ExerciseWordsPage(WordsPage):
    def get(self, request: HttpRequest, language: str, slug: str) -> HttpResponse:
        return self.show_words(language, slug)


class ReadWords(WordsPage):
    def post(self, request: HttpRequest, language: str, slug: str) -> HttpResponse:
        form = ReadForm(request.POST)
        if not form.is_valid():
            return self.show_words(language, slug, form)
        try:
            publishing.mark_reviewed(
                language,
                slug,
                read_by=form.cleaned_data["read_by"],
                check=unchanged_since(form.cleaned_data["etag"]),
                by=self.account.pk,
                now=timezone.now(),
            )
        except (publishing.WordingRead, PreconditionFailed) as problem:
            return self.show_words(language, slug, _refused(form, problem, texts.newest_text(language, slug).etag))
        say(request, "Noted. People are shown it once you publish it.")
        return redirect("exercise-words", language=language, slug=slug)


class PublishWords(WordsPage):
    def post(self, request: HttpRequest, language: str, slug: str) -> HttpResponse:
        form = PublishForm(request.POST)
        if not form.is_valid():
            return self.show_words(language, slug, form)
        check = unchanged_since(form.cleaned_data["etag"])
        try:
            publishing.publish(language, slug, check=check, by=self.account.pk, now=timezone.now())
        except (publishing.WordingUnread, PreconditionFailed) as problem:
            return self.show_words(language, slug, _refused(form, problem, texts.newest_text(language, slug).etag))
        say(request, f"Published. People are shown it in {language_name(language)} from now on.")
        return redirect("exercises-in", language=language)


class TakeBackPage(ExercisePage):
    def get(self, request: HttpRequest, language: str, slug: str) -> HttpResponse:
        texts.newest_text(language, slug)
        exercise, name = library().exercises[slug], language_name(language)
        is_packaged = language == PACKAGED
        return self.show(
            "operator/take_back.html", exercise=exercise, language=language, name=name, is_packaged=is_packaged
        )

    def post(self, request: HttpRequest, language: str, slug: str) -> HttpResponse:
        publishing.take_back(language, slug, by=self.account.pk, now=timezone.now())
        say(request, "Taken back. To be shown again it has to be read and published anew.")
        return redirect("exercise-words", language=language, slug=slug)


def _form(etag: str, state: texts.State) -> SeenForm:
    kind = ReadForm if state == texts.State.DRAFT else PublishForm
    return kind(initial={"etag": etag})


def _refused(form: SeenForm, problem: Exception, etag: str) -> SeenForm:
    """Say why, with the form that fits what stands there now."""
    if isinstance(problem, PreconditionFailed):
        form.tell_stale(etag)
    else:
        add_refusal(form, problem, {})
    return form
