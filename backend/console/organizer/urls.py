from django.urls import URLPattern, path

from backend.console.organizer import meetings

urlpatterns: list[URLPattern] = [
    path("meetings/", meetings.MeetingsPage.as_view(), name="meetings"),
]
