"""Which version of a questionnaire a request asks for."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from backend.api.problems import Invalid, InvalidRequest

VERSION = OpenApiParameter("version", int, description="An earlier one; without it the newest.")


def version_of(request: Request) -> int | None:
    """Return `?version=`. Raises InvalidRequest unless it is a number that a version can have."""
    text = request.query_params.get("version")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        raise InvalidRequest(Invalid("/version", "Give the number of a version."))
    return int(text)
