"""The forms of an export: JSON, tables in a zip archive, a page."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from backend.api.problems import Invalid, InvalidRequest
from backend.rights import as_csv, as_page

PARAMETER = "as"


class _FileRenderer(BaseRenderer):
    """Gives another form to what JSON would say; a refusal stays JSON."""

    ending: str
    disposition: str

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes | str:
        response = (renderer_context or {})["response"]
        plain: bytes = JSONRenderer().render(data)
        if response.exception:
            return plain
        name = f"handrail-{timezone.now().date()}.{self.ending}"
        response["Content-Disposition"] = f'{self.disposition}; filename="{name}"'
        return self.formed(json.loads(plain))

    def formed(self, data: Mapping[str, Any]) -> bytes | str:
        raise NotImplementedError


class TablesRenderer(_FileRenderer):
    media_type, format, charset = "application/zip", "csv", None
    ending, disposition = "zip", "attachment"
    render_style = "binary"

    def formed(self, data: Mapping[str, Any]) -> bytes:
        return as_csv.zipped(data)


class PageRenderer(_FileRenderer):
    media_type, format = "text/html", "html"
    ending, disposition = "html", "inline"

    def formed(self, data: Mapping[str, Any]) -> str:
        return as_page.page(data, now=timezone.now())


class AsAsked(DefaultContentNegotiation):
    """By `?as=`, else by Accept."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, Any]:
        asked = request.query_params.get(PARAMETER)
        if asked is None:
            by_accept: tuple[BaseRenderer, Any] = super().select_renderer(request, renderers, format_suffix)
            return by_accept
        found = next((each for each in renderers if each.format == asked), None)
        if found is None:
            raise InvalidRequest(Invalid(f"/{PARAMETER}", "Ask for json, csv or html."))
        return found, found.media_type
