from django.urls import URLPattern, path

from backend.console.organizer import changing, meetings

urlpatterns: list[URLPattern] = [
    path("meetings/", meetings.MeetingsPage.as_view(), name="meetings"),
    path("meetings/new/", meetings.NewMeeting.as_view(), name="new-meeting"),
    path("meetings/<int:meeting_id>/", meetings.MeetingPage.as_view(), name="meeting"),
    path("meetings/<int:meeting_id>/dates/new/", changing.ChangeDate.as_view(), name="change-date"),
    path("meetings/<int:meeting_id>/dates/<slug:day>/clear/", changing.ClearDate.as_view(), name="clear-date"),
    path("meetings/<int:meeting_id>/pause/", changing.PauseMeeting.as_view(), name="pause-meeting"),
    path("meetings/<int:meeting_id>/versions/<int:change_id>/", changing.VersionPage.as_view(), name="version"),
]
