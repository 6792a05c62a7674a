"""The one-time link of `manage.py first_admin` or of a colleague: whoever opens it makes their staff account."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.accounts import staffing
from backend.accounts.models import StaffSetup
from backend.api.problems import InvalidRequest
from backend.console.form_errors import add_refusal
from backend.console.pages import Page
from backend.console.sign_in import second_factor
from backend.console.sign_in.forms import PASSWORD_HELP


class SetupForm(forms.Form):
    login = forms.RegexField(
        r"^[\w.@+-]+$",
        max_length=60,
        help_text="What you type to sign in. Letters, digits and . @ + - _",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"invalid": "Use letters, digits and . @ + - _ only."},
    )
    password = forms.CharField(
        strip=False,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean_password_again(self) -> str:
        again: str = self.cleaned_data["password_again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError("The two passwords are not the same.")
        return again


class FirstAdminPage(Page):
    """Opening the link changes nothing: mail scanners follow links. Only the form acts."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self._show(SetupForm(), staffing.setup_of(code, now=timezone.now()))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        setup = staffing.setup_of(code, now=timezone.now())
        form = SetupForm(request.POST)
        if not form.is_valid():
            return self._show(form, setup)
        typed = form.cleaned_data
        try:
            staff = staffing.complete_setup(code, typed["login"], typed["password"], now=timezone.now())
        except InvalidRequest as problem:
            add_refusal(form, problem, {})
            return self._show(form, setup)
        second_factor.sign_in_with_new_password(request, staff.account)
        return redirect("mfa_index")

    def _show(self, form: SetupForm, setup: StaffSetup) -> HttpResponse:
        status = 422 if form.is_bound else 200
        role = setup.get_role_display()
        return self.show("first_admin.html", form=form, site=setup.site, role=role, status=status)
