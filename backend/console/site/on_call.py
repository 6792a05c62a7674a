"""Who is called next when nobody answers, whether anything of theirs rings, and naming them anew."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.accounts.guard import SITE_ROLES
from backend.accounts.keys import store
from backend.accounts.models import Site, Staff
from backend.api.conditional import etag_of
from backend.api.problems import PreconditionFailed
from backend.care_team.duty.on_call import MOST, Chain, chain_of, set_chain
from backend.care_team.duty.roster import Roster, rosters_of
from backend.care_team.duty.serializers import ChainSerializer, ChainShape
from backend.care_team.following.colleagues import colleagues_of
from backend.care_team.phones import reachable_among
from backend.console.form_errors import REFUSALS, add_refusal
from backend.console.pages import say
from backend.console.roles import staff_words
from backend.console.site.pages import ManagingPage, SitePage
from backend.console.site.seen import SeenForm
from backend.console.versions import unchanged_since


@dataclass(frozen=True)
class Place:
    """Somebody of the chain. `note` says why they are not called themselves."""

    who: str
    note: str = ""
    is_reachable: bool = True


class ChainForm(SeenForm):
    def __init__(self, data: Any = None, *, chain: Chain, eligible: list[Staff], etag: str) -> None:
        """As many places as there are colleagues who can be named."""
        named = [each.pk for each in chain.named if each in eligible]
        super().__init__(data, initial={"etag": etag} | {f"place_{n}": pk for n, pk in enumerate(named)})
        choices = [("", "nobody"), *((each.pk, staff_words(each)) for each in eligible)]
        for number in range(min(len(eligible), MOST)):
            self.fields[f"place_{number}"] = forms.ChoiceField(
                label=f"Place {number + 1}", choices=choices, required=False
            )

    def body(self) -> dict[str, Any]:
        """Return what a program would PUT: places that are left empty close up."""
        return {"staff_ids": [self.cleaned_data[name] for name in self._taken()]}

    def field_of_pointer(self) -> dict[str, str]:
        return {f"/staff_ids/{number}": name for number, name in enumerate(self._taken())}

    def _taken(self) -> list[str]:
        return [name for name in self.fields if name != "etag" and self.cleaned_data.get(name)]


class OnCallPage(SitePage):
    here = "on-call"

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        chain = _chain(self.staff, now=now)
        reachable = reachable_among([each.pk for each in chain.answering])
        roster = rosters_of([self.site], now=now)[self.site.pk]
        return self.show(
            "on_call.html",
            answering=[_place(each, is_reachable=each.pk in reachable) for each in chain.answering],
            named=[_place(each, note=_why_not(each, self.site, roster)) for each in chain.named],
        )


class ChangeChain(ManagingPage):
    here = "on-call"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form, now = self._form(request), timezone.now()
        if not form.is_valid():
            return self._show(form)
        check = unchanged_since(form.cleaned_data["etag"])
        try:
            wanted = ChainShape.parse(form.body()).staff_ids
            set_chain(self.staff, wanted, check=lambda chain: check(_etag(chain)), now=now)
        except PreconditionFailed:
            form.tell_stale(_etag(_chain(self.staff, now=now)))
            return self._show(form)
        except REFUSALS as error:
            add_refusal(form, error, form.field_of_pointer())
            return self._show(form)
        say(request, "Saved. The next alert that nobody answers follows it.")
        return redirect("on-call")

    def _form(self, request: HttpRequest | None = None) -> ChainForm:
        chain = _chain(self.staff, now=timezone.now())
        eligible = [
            each.staff for each in colleagues_of(self.staff, now=timezone.now()) if each.staff.role in SITE_ROLES
        ]
        return ChainForm(request.POST if request else None, chain=chain, eligible=eligible, etag=_etag(chain))

    def _show(self, form: ChainForm) -> HttpResponse:
        named = [_place(each) for each in _chain(self.staff, now=timezone.now()).named]
        return self.show("change_on_call.html", form=form, named=named, status=422 if form.errors else 200)


def _chain(staff: Staff, *, now: datetime) -> Chain:
    chain = chain_of(staff.site, now=now)
    store.preload(each.pk for each in (*chain.named, *chain.answering))
    return chain


def _etag(chain: Chain) -> str:
    return etag_of(ChainSerializer(chain).data["named"])


def _place(staff: Staff, *, note: str = "", is_reachable: bool = True) -> Place:
    return Place(staff_words(staff), note, is_reachable)


def _why_not(staff: Staff, site: Site, roster: Roster) -> str:
    if staff.site_id != site.pk or not staff.account.is_active:
        return "has left"
    if staff.pk not in roster.away:
        return "" if staff.role in SITE_ROLES else "does not answer for the whole site any more"
    cover = roster.stand_in_of(staff)
    return f"away, {cover.account.handle} covers" if cover else "away, and nobody covers"
