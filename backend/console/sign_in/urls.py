"""allauth's pages that we need, one by one: sign-up, e-mail and password reset by mail do not exist here.

allauth reverses the names, so they stay.
"""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from django.urls import URLPattern, path

from backend.console.sign_in import factor_pages as factors
from backend.console.sign_in.session_pages import TimeLeft

PAGES = "console/sign_in"

urlpatterns: list[URLPattern] = [
    path("login/", account.LoginView.as_view(template_name=f"{PAGES}/login.html"), name="account_login"),
    path("logout/", account.LogoutView.as_view(template_name=f"{PAGES}/logout.html"), name="account_logout"),
    path(
        "inactive/",
        account.AccountInactiveView.as_view(template_name=f"{PAGES}/inactive.html"),
        name="account_inactive",
    ),
    path(
        "reauthenticate/",
        account.ReauthenticateView.as_view(template_name=f"{PAGES}/password_again.html"),
        name="account_reauthenticate",
    ),
    path("time/", TimeLeft.as_view(), name="time-left"),
    path("2fa/", factors.HowYouSignIn.as_view(), name="mfa_index"),
    path("2fa/authenticate/", factors.ShowFactor.as_view(), name="mfa_authenticate"),
    path(
        "2fa/reauthenticate/",
        second_factor.ReauthenticateView.as_view(template_name=f"{PAGES}/code_again.html"),
        name="mfa_reauthenticate",
    ),
    path("2fa/totp/activate/", factors.SetUpApp.as_view(), name="mfa_activate_totp"),
    path("2fa/passkeys/add/", factors.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("2fa/passkeys/reauthenticate/", factors.ShowPasskeyAgain.as_view(), name="mfa_reauthenticate_webauthn"),
    path("2fa/passkeys/<int:pk>/rename/", factors.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("2fa/<int:factor_id>/remove/", factors.RemoveFactor.as_view(), name="remove-factor"),
    path(
        "2fa/recovery-codes/",
        recovery_codes.ViewRecoveryCodesView.as_view(template_name=f"{PAGES}/recovery_codes.html"),
        name="mfa_view_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/generate/",
        recovery_codes.GenerateRecoveryCodesView.as_view(template_name=f"{PAGES}/new_recovery_codes.html"),
        name="mfa_generate_recovery_codes",
    ),
]
