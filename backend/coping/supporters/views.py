from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import person_of
from backend.accounts.permissions import IsPerson
from backend.api.conditional import IF_MATCH, cached, mark_cached, matching
from backend.api.views import View
from backend.coping.models import Supporter
from backend.coping.supporters import keeping
from backend.coping.supporters import serializers as shapes

UNCHANGED = OpenApiResponse(description="Not modified")


class SupportersView(View):
    permission_classes = [IsPerson]
    problem_statuses = (422,)

    @extend_schema(responses={200: shapes.SupporterListSerializer, 304: UNCHANGED})
    def get(self, request: Request) -> Response:
        """Whom you would call or text, in your order, with the ETag of the whole list. No staff ever see it."""
        supporters = keeping.supporters_of(person_of(request))
        return cached(request, keeping.etag_of_all(supporters), _page(supporters), public=False)

    @extend_schema(
        request=shapes.SupporterShape, responses={200: shapes.SupporterSerializer, 201: shapes.SupporterSerializer}
    )
    def post(self, request: Request) -> Response:
        """Add somebody at the end: a label in your own words. Their number stays on your phone."""
        new = shapes.SupporterShape.parse(request.data)
        body = cast(dict[str, Any], request.data)
        supporter, is_new = keeping.add_supporter(person_of(request), new, body=body, now=timezone.now())
        return _shown(supporter, status=201 if is_new else 200)


class SupporterView(View):
    permission_classes = [IsPerson]
    problem_statuses = (412,)

    @extend_schema(responses=shapes.SupporterSerializer)
    def get(self, request: Request, supporter_id: UUID) -> Response:
        """One of them, with its ETag."""
        return _shown(keeping.find_supporter(person_of(request), supporter_id))

    @extend_schema(parameters=[IF_MATCH], request=shapes.SupporterChangeShape, responses=shapes.SupporterSerializer)
    def patch(self, request: Request, supporter_id: UUID) -> Response:
        """Change the label, or how the phone should reach them."""
        change = shapes.SupporterChangeShape.parse(request.data)
        check = matching(request)
        return _shown(keeping.change_supporter(person_of(request), supporter_id, change, check=check))

    @extend_schema(parameters=[IF_MATCH], responses={204: None})
    def delete(self, request: Request, supporter_id: UUID) -> Response:
        """Take somebody off the list."""
        keeping.delete_supporter(person_of(request), supporter_id, check=matching(request))
        return Response(status=204)


class SupporterOrderView(View):
    permission_classes = [IsPerson]
    problem_statuses = (412,)

    @extend_schema(parameters=[IF_MATCH], request=shapes.OrderShape, responses=shapes.SupporterListSerializer)
    def put(self, request: Request) -> Response:
        """Put all of them into another order at once."""
        order = shapes.OrderShape.parse(request.data)
        supporters = keeping.reorder(person_of(request), order, check=matching(request))
        return mark_cached(Response(_page(supporters)), keeping.etag_of_all(supporters), public=False)


def _page(supporters: Sequence[Supporter]) -> dict[str, Any]:
    return {"results": [shapes.SupporterSerializer(each).data for each in supporters], "next": None}


def _shown(supporter: Supporter, *, status: int = 200) -> Response:
    shown = shapes.SupporterSerializer(supporter)
    return Response(shown.data, status=status, headers={"ETag": keeping.etag(supporter)})
