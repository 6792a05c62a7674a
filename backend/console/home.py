"""Where each kind of account begins."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views import View

from backend.accounts.models import Kind
from backend.console.staff.worklist import Worklist

worklist = Worklist.as_view()


class Home(View):
    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect("account_login")
        match request.user.kind:
            case Kind.ORGANIZER:
                return redirect("meetings")
            case Kind.OPERATOR:
                return redirect("help-lines")
            case _:
                return worklist(request)
