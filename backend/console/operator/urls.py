from django.urls import URLPattern, path

from backend.console.operator import exercises, help_lines

LINE = "help-lines/<slug:line_id>/"
WORDS = "exercises/<slug:language>/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path("help-lines/", help_lines.HelpLinesPage.as_view(), name="help-lines"),
    path(LINE, help_lines.HelpLinePage.as_view(), name="help-line"),
    path(f"{LINE}right/", help_lines.VerifyLine.as_view(), name="verify-line"),
    path(f"{LINE}wrong/", help_lines.ReportLine.as_view(), name="report-line"),
    path("exercises/", exercises.ExercisesPage.as_view(), name="exercises"),
    # No language: their tags begin with two letters or three.
    path("exercises/upload/", exercises.UploadPage.as_view(), name="upload-exercises"),
    path("exercises/<slug:language>/", exercises.LanguagePage.as_view(), name="exercises-in"),
    path(WORDS, exercises.ExerciseWordsPage.as_view(), name="exercise-words"),
    path(f"{WORDS}read/", exercises.ReadWords.as_view(), name="read-exercise-words"),
    path(f"{WORDS}publish/", exercises.PublishWords.as_view(), name="publish-exercise-words"),
    path(f"{WORDS}take-back/", exercises.TakeBackPage.as_view(), name="take-exercise-back"),
]
