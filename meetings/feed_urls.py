from django.urls import path

from meetings.views import feeds

urlpatterns = [path("meeting-guide.json", feeds.MeetingGuideView.as_view(), name="meeting-guide")]
