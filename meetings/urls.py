from django.urls import path

from meetings.views import following, organizer, public

urlpatterns = [
    path("meetings", public.MeetingsView.as_view(), name="meetings"),
    path("meetings/search", public.MeetingSearchView.as_view(), name="meeting-search"),
    path("meetings/changes", following.ChangesView.as_view(), name="meeting-changes"),
    path("meetings/snapshot", following.SnapshotView.as_view(), name="meeting-snapshot"),
    path("meetings/<int:meeting_id>", public.MeetingView.as_view(), name="meeting"),
    path("formats", public.FormatsView.as_view(), name="formats"),
    path("service-bodies", public.ServiceBodiesView.as_view(), name="service-bodies"),
    path("organizer/meetings", organizer.OrganizerMeetingsView.as_view(), name="organizer-meetings"),
    path("organizer/meetings/<int:meeting_id>", organizer.OrganizerMeetingView.as_view(), name="organizer-meeting"),
]
