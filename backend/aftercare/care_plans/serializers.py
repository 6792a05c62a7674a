from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.accounts.serializers import LOCALE, SiteSerializer
from backend.aftercare.care_plans.contents import CARE_LEVELS, COMPONENTS, Care, Contents, Goal
from backend.aftercare.care_plans.correcting import Draft, OwnPlan
from backend.aftercare.care_plans.writing import SitePlan
from backend.aftercare.models import CarePlanVersion, LifeEvent, PlanCorrection
from backend.aftercare.plans import Taper
from backend.aftercare.serializers import FromPhone
from backend.api.serializers import Part, PlainText, Shape
from backend.care_team.serializers import NamedSerializer
from backend.instruments.substances import BENZODIAZEPINE, SUBSTANCES

MOST_GOALS = 20
ENDS_BEFORE = "It ends before it begins."


class CarePart(Part):
    level = serializers.ChoiceField(CARE_LEVELS)
    from_on = serializers.DateField()
    until_on = serializers.DateField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        _refuse_reversed(attrs, "from_on", "until_on")
        return attrs


class TaperPart(Part):
    """The first and the last day of a benzodiazepine taper: no dose and no step belongs here."""

    first_day = serializers.DateField()
    last_day = serializers.DateField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        _refuse_reversed(attrs, "first_day", "last_day")
        return attrs


class GoalPart(Part):
    text = PlainText(max_length=500)
    review_on = serializers.DateField(required=False, allow_null=True, default=None)


class PlanShape(Shape):
    """The whole plan: what is left out is empty."""

    into = Contents
    care = CarePart(required=False, allow_null=True, default=None)
    substances = serializers.ListField(child=serializers.ChoiceField(SUBSTANCES), default=list)
    has_prescribed = serializers.BooleanField(default=False)
    taper = TaperPart(required=False, allow_null=True, default=None)
    goals = GoalPart(many=True, default=list)
    components = serializers.ListField(child=serializers.ChoiceField(COMPONENTS), default=list)
    review_on = serializers.DateField(required=False, allow_null=True, default=None)
    language = serializers.RegexField(LOCALE, max_length=35, required=False, allow_null=True, default=None)
    access_needs = PlainText(max_length=1000, required=False, allow_blank=True, default="")

    def validate_goals(self, goals: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(goals) > MOST_GOALS:
            raise serializers.ValidationError(f"Keep to {MOST_GOALS} goals.")
        return goals

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["taper"] and BENZODIAZEPINE not in attrs["substances"]:
            raise serializers.ValidationError({"taper": "A taper here is one of a benzodiazepine."})
        return attrs | {
            "care": Care(**attrs["care"]) if attrs["care"] else None,
            "substances": tuple(dict.fromkeys(attrs["substances"])),
            "taper": Taper(**attrs["taper"]) if attrs["taper"] else None,
            "goals": tuple(Goal(**goal) for goal in attrs["goals"]),
            "components": tuple(dict.fromkeys(attrs["components"])),
        }


@dataclass(frozen=True)
class CorrectionRequest:
    text: str
    site_id: UUID | None
    id: UUID | None
    occurred_at: datetime | None
    sent_at: datetime | None

    def draft(self, body: dict[str, Any]) -> Draft:
        return Draft(self.text, self.site_id, occurred_at=self.occurred_at, sent_at=self.sent_at, id=self.id, body=body)


class CorrectionShape(FromPhone):
    """`site_id` may be left out by who has one plan."""

    into = CorrectionRequest
    text = PlainText(max_length=2000)
    site_id = serializers.UUIDField(required=False, allow_null=True, default=None)


class CareSerializer(serializers.Serializer[Any]):
    level = serializers.ChoiceField(CARE_LEVELS)
    from_on = serializers.DateField()
    until_on = serializers.DateField(allow_null=True)


class TaperSerializer(serializers.Serializer[Any]):
    first_day = serializers.DateField()
    last_day = serializers.DateField(allow_null=True)


class GoalSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    review_on = serializers.DateField(allow_null=True)


class ContentsSerializer(serializers.Serializer[Any]):
    care = CareSerializer(allow_null=True)
    substances = serializers.ListField(child=serializers.ChoiceField(SUBSTANCES))
    has_prescribed = serializers.BooleanField()
    taper = TaperSerializer(allow_null=True)
    goals = GoalSerializer(many=True)
    components = serializers.ListField(child=serializers.ChoiceField(COMPONENTS))
    review_on = serializers.DateField(allow_null=True)
    language = serializers.CharField(allow_null=True)
    access_needs = serializers.CharField(allow_blank=True)


class CorrectionSerializer(serializers.Serializer[PlanCorrection]):
    id = serializers.UUIDField()
    text = serializers.CharField()
    written_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)


class VersionSerializer(serializers.Serializer[CarePlanVersion]):
    """A plan as somebody wrote it."""

    version = serializers.IntegerField(source="number")
    plan = ContentsSerializer(source="content", allow_null=True)
    written_by = NamedSerializer()
    written_at = serializers.DateTimeField()


class SitePlanSerializer(serializers.Serializer[SitePlan]):
    """`version` 0: nothing is planned yet. `corrections` are those that wait."""

    version = serializers.IntegerField(source="number")
    plan = ContentsSerializer(source="contents")
    written_by = NamedSerializer(source="version.written_by", allow_null=True, default=None)
    written_at = serializers.DateTimeField(source="version.written_at", allow_null=True, default=None)
    corrections = CorrectionSerializer(many=True)


class PauseSerializer(serializers.Serializer[LifeEvent]):
    from_on = serializers.DateField()
    until_on = serializers.DateField(allow_null=True)


class OwnPlanSerializer(serializers.Serializer[OwnPlan]):
    """`pause`: the site asks nothing from then until then."""

    site = SiteSerializer()
    version = serializers.IntegerField(source="version.number")
    plan = ContentsSerializer(source="version.content")
    written_by = serializers.SerializerMethodField()
    written_at = serializers.DateTimeField(source="version.written_at")
    pause = PauseSerializer(allow_null=True)
    corrections = CorrectionSerializer(many=True)

    @extend_schema_field(serializers.CharField(allow_null=True, help_text="The handle of the staff member."))
    def get_written_by(self, own: OwnPlan) -> str | None:
        handle: str | None = own.version.written_by.account.handle
        return handle


class OwnPlanListSerializer(serializers.Serializer[Any]):
    results = OwnPlanSerializer(many=True)
    next = serializers.CharField(allow_null=True)


def _refuse_reversed(attrs: dict[str, Any], first: str, last: str) -> None:
    begins, ends = attrs[first], attrs[last]
    if isinstance(ends, date) and ends < begins:
        raise serializers.ValidationError({last: ENDS_BEFORE})
