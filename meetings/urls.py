from django.urls import path

from meetings.views import calendars, corrections, exceptions, following, history, organizer, public

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
    path(f"{ORGANIZED}/corrections", corrections.CorrectionsView.as_view(), name="corrections"),
    path(f"{ORGANIZED}/conflicts", corrections.SettlementView.as_view(), name="settlement"),
    path("organizer/conflicts", corrections.ConflictsView.as_view(), name="conflicts"),
    path("organizer/possible-duplicates", corrections.PossibleDuplicatesView.as_view(), name="possible-duplicates"),
    path(
        "organizer/possible-duplicates/<int:duplicate_id>/dismissals",
        corrections.DismissedDuplicateView.as_view(),
        name="possible-duplicate-dismissals",
    ),
]
