from django.urls import URLPattern, path

from backend.console.operator import help_lines

LINE = "help-lines/<slug:line_id>/"

urlpatterns: list[URLPattern] = [
    path("help-lines/", help_lines.HelpLinesPage.as_view(), name="help-lines"),
    path(LINE, help_lines.HelpLinePage.as_view(), name="help-line"),
    path(f"{LINE}right/", help_lines.VerifyLine.as_view(), name="verify-line"),
    path(f"{LINE}wrong/", help_lines.ReportLine.as_view(), name="report-line"),
]
