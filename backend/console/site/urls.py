from django.urls import URLPattern, path

from backend.console.site import colleagues, covers, on_call, overview, questionnaires, reviews, settings_page

COLLEAGUE = "site/staff/<uuid:colleague_id>/"
QUESTIONNAIRE = "site/questionnaires/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path("site/", overview.Overview.as_view(), name="site"),
    path("site/settings/", settings_page.SettingsPage.as_view(), name="site-settings"),
    path("site/on-call/", on_call.OnCallPage.as_view(), name="on-call"),
    path("site/on-call/change/", on_call.ChangeChain.as_view(), name="change-on-call"),
    path("site/staff/", colleagues.StaffListPage.as_view(), name="site-staff"),
    path("site/staff/new/", colleagues.HirePage.as_view(), name="hire"),
    path(COLLEAGUE, colleagues.ColleaguePage.as_view(), name="colleague"),
    path(f"{COLLEAGUE}leave/", colleagues.LeavePage.as_view(), name="colleague-leaves"),
    path("site/covers/", covers.CoversPage.as_view(), name="covers"),
    path("site/covers/new/", covers.NewCover.as_view(), name="new-cover"),
    path("site/covers/<uuid:cover_id>/end/", covers.EndCover.as_view(), name="end-cover"),
    path("site/questionnaires/", questionnaires.QuestionnairesPage.as_view(), name="questionnaires"),
    path("site/questionnaires/new/", questionnaires.UploadQuestionnaire.as_view(), name="upload-questionnaire"),
    path(QUESTIONNAIRE, questionnaires.QuestionnairePage.as_view(), name="questionnaire"),
    path(f"{QUESTIONNAIRE}retire/", questionnaires.RetireQuestionnaire.as_view(), name="retire-questionnaire"),
    path(f"{QUESTIONNAIRE}switch/", questionnaires.SwitchQuestionnaire.as_view(), name="switch-questionnaire"),
    path("site/reviews/", reviews.GlassesPage.as_view(), name="reviews"),
    path("site/reviews/<uuid:glass_id>/", reviews.GlassPage.as_view(), name="glass"),
    path("site/restrictions/", reviews.RestrictionsPage.as_view(), name="restrictions"),
    path("site/restrictions/<uuid:restriction_id>/", reviews.RestrictionPage.as_view(), name="restriction"),
]
