from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.callers import staff_of
from backend.accounts.keys import store
from backend.accounts.permissions import IsStaff
from backend.api.conditional import cached, etag_of, mark_cached, require_match
from backend.api.pages import PageQuery, page_of, page_schema
from backend.api.views import View
from backend.care_team.duty import covers, on_call, site
from backend.care_team.duty import serializers as shapes
from backend.care_team.duty.on_call import Chain
from backend.care_team.duty.site import SiteSettings


class CoversView(View):
    permission_classes = [IsStaff]

    @extend_schema(parameters=[PageQuery], responses=page_schema(shapes.CoverSerializer))
    def get(self, request: Request) -> Response:
        """Absences that concern you, the latest first; for who runs the site, everybody's."""
        page = page_of(request, covers.covers_of(staff_of(request)), "-starts_at", "id")
        store.preload(staff_id for row in page.rows for staff_id in (row.absent_id, row.cover_id))
        return Response(page.as_json(lambda row: shapes.CoverSerializer(row).data))

    @extend_schema(request=shapes.AbsenceShape, responses={201: shapes.CoverSerializer, 200: shapes.CoverSerializer})
    def post(self, request: Request) -> Response:
        """Let a colleague look after your people while you are away; a supervisor records anybody's absence."""
        asked, now = shapes.AbsenceShape.parse(request.data), timezone.now()
        cover, is_new = covers.record_absence(staff_of(request), asked.absence(request.data), now=now)
        return Response(shapes.CoverSerializer(cover).data, status=201 if is_new else 200)


class CoverView(View):
    permission_classes = [IsStaff]

    @extend_schema(responses={204: None})
    def delete(self, request: Request, cover_id: UUID) -> Response:
        """End an absence from now on, or cancel one to come: the people go back to who was away."""
        covers.end_absence(staff_of(request), cover_id, now=timezone.now())
        return Response(status=204)


class OnCallView(View):
    permission_classes = [IsStaff]
    problem_statuses = (412,)

    @extend_schema(responses=shapes.ChainSerializer)
    def get(self, request: Request) -> Response:
        """Who is called next at your site when nobody answers, in order."""
        data = _chain(on_call.chain_of(staff_of(request).site, now=timezone.now()))
        return cached(request, etag_of(data["named"]), data, public=False)

    @extend_schema(request=shapes.ChainShape, responses=shapes.ChainSerializer)
    def put(self, request: Request) -> Response:
        """Name the chain anew, in order. An empty one leaves it to on-call staff, and supervisors after them."""
        asked = shapes.ChainShape.parse(request.data)

        def check(chain: Chain) -> None:
            require_match(request, etag_of(_chain(chain)["named"]))

        data = _chain(on_call.set_chain(staff_of(request), asked.staff_ids, check=check, now=timezone.now()))
        return mark_cached(Response(data), etag_of(data["named"]), public=False)


class SiteView(View):
    permission_classes = [IsStaff]
    problem_statuses = (412,)

    @extend_schema(responses=shapes.SiteSettingsSerializer)
    def get(self, request: Request) -> Response:
        """Your site: zone, regime, hours, holidays and policies in force, defaults included."""
        data = shapes.SiteSettingsSerializer(site.settings_of(staff_of(request).site)).data
        return cached(request, etag_of(data), data, public=False)

    @extend_schema(request=shapes.SiteShape, responses=shapes.SiteSettingsSerializer)
    def patch(self, request: Request) -> Response:
        """Change what your site says of itself. Clocks that run keep the time that was promised."""
        asked = shapes.SiteShape.parse(request.data)

        def check(settings: SiteSettings) -> None:
            require_match(request, etag_of(shapes.SiteSettingsSerializer(settings).data))

        changed = site.change_settings(staff_of(request), asked.changes(), check=check)
        data = shapes.SiteSettingsSerializer(changed).data
        return mark_cached(Response(data), etag_of(data), public=False)


def _chain(chain: Chain) -> dict[str, Any]:
    store.preload(staff.pk for staff in (*chain.named, *chain.answering))
    return dict(shapes.ChainSerializer(chain).data)
