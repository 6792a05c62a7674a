from django.urls import path

from meetings.views import calendars, exceptions, following, history, organizer, public

ORGANIZED = "organizer/meetings/<int:meeting_id>"

urlpatterns = [
    path("meetings", public.MeetingsView.as_view(), name="meetings"),
    path("meetings/search", public.MeetingSearchView.as_view(), name="meeting-search"),
    path("meetings/changes", following.ChangesView.as_view(), name="meeting-changes"),
    path("meetings/snapshot", following.SnapshotView.as_view(), name="meeting-snapshot"),
    path("meetings/calendar.ics", calendars.SearchCalendarView.as_view(), name="meetings-calendar"),
    path("meetings/<int:meeting_id>", public.MeetingView.as_view(), name="meeting"),
    path("meetings/<int:meeting_id>/occurrences", calendars.OccurrencesView.as_view(), name="meeting-occurrences"),
    path("meetings/<int:meeting_id>/calendar.ics", calendars.MeetingCalendarView.as_view(), name="meeting-calendar"),
    path("formats", public.FormatsView.as_view(), name="formats"),
    path("service-bodies", public.ServiceBodiesView.as_view(), name="service-bodies"),
    path("organizer/meetings", organizer.OrganizerMeetingsView.as_view(), name="organizer-meetings"),
    path(ORGANIZED, organizer.OrganizerMeetingView.as_view(), name="organizer-meeting"),
    path(f"{ORGANIZED}/history", history.HistoryView.as_view(), name="organizer-history"),
    path(f"{ORGANIZED}/restore", history.RestoreView.as_view(), name="organizer-restore"),
    path(f"{ORGANIZED}/exceptions", exceptions.ExceptionsView.as_view(), name="organizer-exceptions"),
    path(f"{ORGANIZED}/exceptions/<slug:day>", exceptions.ExceptionView.as_view(), name="organizer-exception"),
]
