"""The texts of notices and consent forms, as data: read on first use, checked whole."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from backend.accounts.consents.ending import last_day
from backend.accounts.consents.forms import sha256_of
from backend.accounts.models import ConsentForm, DataClass, Site
from backend.recurrence import parse_zone

DATA = Path(__file__).parent / "data"
FALLBACK = "en"
CLASS_TEXTS = {"what", "purpose", "without"}
BY_REGIME = ("redisclosure", "right_to_revoke", "signature")


class TextsError(ValueError):
    """A file of texts lacks something that somebody must be told."""


@dataclass(frozen=True)
class NoticeText:
    """The notice of one regime, for one site, as it is shown."""

    version: str
    language: str
    text: str

    @property
    def sha256(self) -> str:
        return sha256_of(self.text)


@dataclass(frozen=True)
class FormTexts:
    """The words of consent forms in one language; the version goes by the regime."""

    language: str
    versions: Mapping[str, str]
    words: Mapping[str, Any]

    def day(self, day: date) -> str:
        months = self.words["months"]
        return str(self.words["date"].format(day=day.day, month=months[day.month - 1], year=day.year))

    def expiry(self, ends_at: datetime | None, site: Site) -> str:
        """Say when it ends in the clock of the site; None is the end of care there."""
        expiry = self.words["expiry"]
        if ends_at is None:
            return str(expiry["end_of_care"].format(site=site.name))
        local = ends_at.astimezone(parse_zone(site.tzid))
        last = last_day(ends_at, site.tzid)
        if last != local.date():
            return str(expiry["midnight"].format(date=self.day(last), site=site.name))
        return str(expiry["time"].format(date=self.day(last), time=f"{local:%H:%M}", site=site.name))


def form_texts(locale: str) -> FormTexts:
    """Return the words in the language of a locale (RFC 5646), or English."""
    document = _forms()
    language = _language(locale, document["languages"])
    return FormTexts(language, document["versions"], document["languages"][language])


def notice_for(site: Site, locale: str) -> NoticeText:
    """Return the newest notice of the site's regime, in the language of a locale or English."""
    of_regime = [each for each in _notices() if each["regime"] == site.regime]
    language = _language(locale, {each["language"] for each in of_regime})
    newest = max((each for each in of_regime if each["language"] == language), key=lambda each: str(each["dated"]))
    return NoticeText(newest["version"], language, _rendered(newest).format(site=site.name))


def _language(locale: str, known: Mapping[str, Any] | set[str]) -> str:
    primary = locale.replace("_", "-").lower().split("-")[0]
    return primary if primary in known else FALLBACK


def _rendered(notice: Mapping[str, Any]) -> str:
    parts = [f"{part['heading']}\n{part['text']}" for part in notice["parts"]]
    return "\n\n".join(text for text in (notice["title"], notice["required_statement"], *parts) if text)


@cache
def _notices() -> list[dict[str, Any]]:
    notices: list[dict[str, Any]] = _read("notices.json", "notices/1")["notices"]
    _require(
        {(each["regime"], FALLBACK) for each in notices if each["language"] == FALLBACK},
        {(regime, FALLBACK) for regime in Site.Regime.values},
        "notices.json",
    )
    return notices


@cache
def _forms() -> dict[str, Any]:
    document = _read("consent_forms.json", "consent-forms/1")
    _require(document["versions"], Site.Regime.values, "consent_forms.json versions")
    for language, words in document["languages"].items():
        place = f"consent_forms.json {language}"
        _require(words["classes"], DataClass.values, f"{place} classes")
        _require(words["purposes"], ConsentForm.Purpose.values, f"{place} purposes")
        for name in BY_REGIME:
            _require(words[name], Site.Regime.values, f"{place} {name}")
        for data_class, texts in words["classes"].items():
            _require(texts, CLASS_TEXTS, f"{place} classes {data_class}")
    return document


def _read(name: str, schema: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((DATA / name).read_text(encoding="utf-8"))
    if document.get("schema") != schema:
        raise TextsError(f"{name}: the schema is not {schema}")
    return document


def _require(found: Any, wanted: Any, place: str) -> None:
    if missing := set(wanted) - set(found):
        raise TextsError(f"{place}: nothing for {sorted(map(str, missing))}")
