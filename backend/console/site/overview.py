"""What is in force at a site, and who is called now."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from backend.accounts.keys import store
from backend.care_team.clocks import next_opening
from backend.care_team.duty.hours import hours_of
from backend.care_team.duty.on_call import chain_of
from backend.care_team.duty.site import settings_of
from backend.console.site.pages import SitePage
from backend.console.site.words import REGIME_WORDS, Regime, decided, week_of


class Overview(SitePage):
    here = "overview"

    def get(self, request: HttpRequest) -> HttpResponse:
        now, settings = timezone.now(), settings_of(self.site)
        chain = chain_of(self.site, now=now)
        store.preload(member.pk for member in chain.answering)
        today = now.astimezone(ZoneInfo(self.site.tzid)).date()
        return self.show(
            "overview.html",
            regime=REGIME_WORDS[Regime(self.site.regime)],
            week=week_of(settings.openings),
            opens_at=next_opening(now, hours_of(self.site)),
            holidays=[day for day in settings.holidays if day >= today],
            policies=decided(settings.policies),
            answering=chain.answering,
            now=now,
        )
