from django.urls import path

from backend.crisis import views

urlpatterns = [
    path("crisis/check", views.CheckView.as_view()),
    path("crisis/bundle", views.BundleView.as_view()),
    path("crisis/keys", views.KeysView.as_view()),
    path("crisis/<str:country>", views.LinesView.as_view()),
    path("warning-signs", views.WarningSignsView.as_view()),
]
