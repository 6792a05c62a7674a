"""How one signs in: setting up, replacing, naming and removing second factors, and showing one."""

import ipaddress
import json
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, ReauthenticateWebAuthnView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import split_domain_port
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic.edit import FormView

from backend.accounts.factors import factors_of
from backend.accounts.models import Account
from backend.console.pages import Page, say
from backend.console.sign_in import second_factor
from backend.console.sign_in.session_pages import session_of

PAGES = "console/sign_in"
Type = Authenticator.Type
after_proof = method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")


class HowYouSignIn(IndexView):  # type: ignore[misc]  # allauth publishes no types
    """The list of what one has, and for whoever has nothing yet the choice."""

    template_name = f"{PAGES}/second_factor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"passkeys_work": passkeys_work_at(self.request.get_host())}


@after_proof
class SetUpApp(ActivateTOTPView):  # type: ignore[misc]
    """allauth's view refuses whoever has an authenticator app; here a new phone takes the place of the old one."""

    template_name = f"{PAGES}/activate_totp.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return FormView.dispatch(self, request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"replaces": self._has_one()}

    def form_valid(self, form: Any) -> HttpResponse:
        if not self._has_one():
            response: HttpResponse = super().form_valid(form)
            second_factor.note_new(self.request, Type.TOTP)
            return response
        second_factor.replace_app(self.request.user, form.secret, but=session_of(self.request), now=timezone.now())
        clear_totp_secret(self.request)
        second_factor.note_new(self.request, Type.TOTP)
        say(self.request, "Your new authenticator app counts from now on. You are signed out everywhere else.")
        return redirect("mfa_index")

    def _has_one(self) -> bool:
        return factors_of(self.request.user).filter(type=Type.TOTP).exists()


@after_proof
class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    template_name = f"{PAGES}/add_passkey.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "options": json.dumps(context["js_data"]["creation_options"]["publicKey"]),
            "passkeys_work": passkeys_work_at(self.request.get_host()),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        second_factor.note_new(self.request, Type.WEBAUTHN)
        return response


@after_proof
class RenamePasskey(EditWebAuthnView):  # type: ignore[misc]
    template_name = f"{PAGES}/rename_passkey.html"
    success_url = reverse_lazy("mfa_index")


@after_proof
class RemoveFactor(Page):
    def get(self, request: HttpRequest, factor_id: int) -> HttpResponse:
        factors = factors_of(cast(Account, request.user))
        factor = get_object_or_404(factors, pk=factor_id)
        return self.show("sign_in/remove_factor.html", factor=factor, is_last=factors.count() == 1)

    def post(self, request: HttpRequest, factor_id: int) -> HttpResponse:
        second_factor.remove(cast(Account, request.user), factor_id, but=session_of(request), now=timezone.now())
        say(request, "Removed. You are signed out everywhere else.")
        return redirect("mfa_index")


class ShowFactor(AuthenticateView):  # type: ignore[misc]
    """The step after the password."""

    template_name = f"{PAGES}/code.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        kinds = set(factors_of(self.stage.login.user).values_list("type", flat=True))
        return context | {
            "has_app": Type.TOTP in kinds,
            "has_passkey": Type.WEBAUTHN in kinds,
            "options": json.dumps(context["js_data"]["request_options"]["publicKey"]),
        }


class ShowPasskeyAgain(ReauthenticateWebAuthnView):  # type: ignore[misc]
    template_name = f"{PAGES}/passkey_again.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"options": json.dumps(context["js_data"]["request_options"]["publicKey"])}

    def form_invalid(self, form: Any) -> HttpResponse:
        # allauth would lead away from the page.
        return cast(HttpResponse, self.render_to_response(self.get_context_data()))


def passkeys_work_at(host: str) -> bool:
    """Browsers tie a passkey to a name, never to a bare address such as 127.0.0.1."""
    name, _port = split_domain_port(host)
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return True
    return False
