from django.urls import path

from backend.rights import views

urlpatterns = [
    path("me", views.MeView.as_view()),
    path("me/erasure", views.ErasureView.as_view()),
    path("me/export", views.ExportView.as_view()),
]
