from django.urls import URLPattern, path

from backend.console.organizer import meetings

urlpatterns: list[URLPattern] = [
    path("meetings/", meetings.MeetingsPage.as_view(), name="meetings"),
    path("meetings/new/", meetings.NewMeeting.as_view(), name="new-meeting"),
    path("meetings/<int:meeting_id>/", meetings.MeetingPage.as_view(), name="meeting"),
]
