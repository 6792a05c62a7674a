"""Content negotiation where there is nothing to negotiate."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

if TYPE_CHECKING:
    # DRF imports this module while it makes its views.
    from rest_framework.renderers import BaseRenderer


class OnlyOne(DefaultContentNegotiation):
    """Answer in the one form there is, whatever Accept says (RFC 9110 allows it, section 12.5.1).

    Reading Accept takes a twentieth of a search for ten meetings, and calendar programs send what they like.
    """

    def select_renderer(
        self, request: Request, renderers: Iterable["BaseRenderer"], format_suffix: str | None = None
    ) -> tuple["BaseRenderer", Any]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type
