from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.aftercare.check_ins import Wish
from backend.aftercare.forms import Given, InstrumentRef
from backend.aftercare.models import CheckIn, SafetyStep
from backend.aftercare.models import Response as StoredResponse
from backend.aftercare.quiet.missed_policy import missed_policy
from backend.aftercare.responses import Submitted
from backend.api.serializers import Instant, PlainText, Shape
from backend.care_team.consequences import Consequences
from backend.care_team.monitoring import Watch
from backend.care_team.serializers import MonitoringSerializer, SeenBySerializer
from backend.instruments.levels import Level

LONGEST_WINDOW_MINUTES = 30 * 24 * 60
LEVELS = [level.value for level in Level]


class FromPhone(Shape):
    """What every creating request may carry: its own id, and the phone's clock."""

    id = serializers.UUIDField(required=False, allow_null=True, default=None)
    occurred_at = Instant(required=False, allow_null=True, default=None)
    sent_at = Instant(required=False, allow_null=True, default=None)


@dataclass(frozen=True)
class CheckInRequest:
    instrument: str
    id: UUID | None
    occurred_at: datetime | None
    sent_at: datetime | None
    version: int | None = None
    window_minutes: int | None = None

    def wish(self, body: dict[str, Any]) -> Wish:
        window = {} if self.window_minutes is None else {"window": timedelta(minutes=self.window_minutes)}
        return Wish(self.instrument, self.version, id=self.id, body=body, **window)


class CheckInShape(FromPhone):
    into = CheckInRequest
    instrument = PlainText(max_length=40)
    # What a phone without signal has shown: its answers are read by that, though a newer one came meanwhile.
    version = serializers.IntegerField(min_value=1, max_value=30_000, required=False, allow_null=True, default=None)


class AskNowShape(FromPhone):
    into = CheckInRequest
    instrument = PlainText(max_length=40)
    window_minutes = serializers.IntegerField(
        min_value=15, max_value=LONGEST_WINDOW_MINUTES, required=False, allow_null=True, default=None
    )


class InstrumentRefShape(serializers.Serializer[Any]):
    code = PlainText(max_length=40)
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


@dataclass(frozen=True)
class ResponseRequest:
    answers: dict[str, Any]
    final: bool
    answered_at: datetime | None
    instrument: dict[str, Any] | None
    id: UUID | None
    occurred_at: datetime | None
    sent_at: datetime | None

    def given(self, device_id: UUID) -> Given:
        return Given(
            answers=self.answers,
            is_final=self.final,
            answered_at=self.answered_at or self.occurred_at,
            sent_at=self.sent_at,
            instrument=InstrumentRef(**self.instrument) if self.instrument else None,
            id=self.id,
            device_id=device_id,
        )


class ResponseShape(FromPhone):
    into = ResponseRequest
    answers = serializers.DictField()
    final = serializers.BooleanField(default=True)
    answered_at = Instant(required=False, allow_null=True, default=None)
    instrument = InstrumentRefShape(required=False, allow_null=True, default=None)


@dataclass(frozen=True)
class StepRequest:
    step: str
    id: UUID | None
    occurred_at: datetime | None
    sent_at: datetime | None


@dataclass(frozen=True)
class DeclineRequest:
    occurred_at: datetime | None
    sent_at: datetime | None


class SafetyStepShape(FromPhone):
    into = StepRequest
    step = serializers.ChoiceField(SafetyStep.Step.choices)


class InstrumentSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    site = serializers.CharField(allow_null=True)


class InstrumentListSerializer(serializers.Serializer[Any]):
    results = InstrumentSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class InstrumentVersionSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(source="instrument")
    version = serializers.IntegerField()


class StateSerializer(serializers.Serializer[CheckIn]):
    id = serializers.UUIDField()
    instrument = InstrumentVersionSerializer(source="*")
    state = serializers.ChoiceField(CheckIn.State.choices)
    opened_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    declined_at = serializers.DateTimeField(allow_null=True)


class CheckInSerializer(StateSerializer):
    """With who will read the answers."""

    # In the context: `watch`.

    seen_by = serializers.SerializerMethodField()
    # A kind word about one that somebody waited for and that was missed.
    note = serializers.SerializerMethodField()

    @extend_schema_field(SeenBySerializer)
    def get_seen_by(self, check_in: CheckIn) -> dict[str, Any]:
        watch: Watch = self.context["watch"]
        return watch.seen_by(check_in.site_id)

    def get_note(self, check_in: CheckIn) -> str | None:
        is_missed = check_in.state == CheckIn.State.MISSED and check_in.is_asked
        return missed_policy().note if is_missed else None


class DeclineShape(Shape):
    into = DeclineRequest
    occurred_at = Instant(required=False, allow_null=True, default=None)
    sent_at = Instant(required=False, allow_null=True, default=None)


class DeclinedSerializer(CheckInSerializer):
    """With what the answers that led here call for."""

    # In the context: `watch` and `consequences`.

    level = serializers.SerializerMethodField()
    help = serializers.SerializerMethodField()
    monitoring = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(LEVELS))
    def get_level(self, _check_in: CheckIn) -> str:
        return self._consequences.level.value

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_help(self, _check_in: CheckIn) -> dict[str, Any] | None:
        return self._consequences.help

    @extend_schema_field(MonitoringSerializer)
    def get_monitoring(self, _check_in: CheckIn) -> dict[str, Any]:
        return dict(MonitoringSerializer(self._consequences.monitoring).data)

    @property
    def _consequences(self) -> Consequences:
        consequences: Consequences = self.context["consequences"]
        return consequences


class ScoreSerializer(serializers.Serializer[Any]):
    scale = serializers.CharField()
    value = serializers.IntegerField(allow_null=True)
    band = serializers.CharField(allow_null=True)


class NextSerializer(serializers.Serializer[CheckIn]):
    check_in_id = serializers.UUIDField(source="pk")
    instrument = serializers.CharField()


class OfferedSerializer(serializers.Serializer[Any]):
    instrument = serializers.CharField()


class SubmittedSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="response.pk")
    help = serializers.DictField(source="consequences.help", allow_null=True)
    level = serializers.ChoiceField(LEVELS, source="consequences.level")
    scores = ScoreSerializer(many=True, source="response.scores")
    actions = serializers.ListField(child=serializers.CharField(), source="consequences.actions")
    next = NextSerializer(allow_null=True)
    offers = serializers.SerializerMethodField()
    monitoring = MonitoringSerializer(source="consequences.monitoring")

    @extend_schema_field(OfferedSerializer(many=True))
    def get_offers(self, submitted: Submitted) -> list[dict[str, str]]:
        """Each is the body of a POST /v1/check-ins that begins it."""
        return [{"instrument": code} for code in submitted.offers]


class SafetyStepSerializer(serializers.Serializer[SafetyStep]):
    id = serializers.UUIDField()
    step = serializers.ChoiceField(SafetyStep.Step.choices)
    taken_at = serializers.DateTimeField()


class AnsweredSerializer(serializers.Serializer[StoredResponse]):
    id = serializers.UUIDField()
    answers = serializers.DictField(allow_null=True)
    is_final = serializers.BooleanField()
    is_late = serializers.BooleanField()
    amends = serializers.UUIDField(source="amends_id", allow_null=True)
    level = serializers.ChoiceField(LEVELS)
    scores = ScoreSerializer(many=True)
    answered_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()


class AnsweredCheckInSerializer(StateSerializer):
    """What staff read of a check-in. `miss` stays on one whose answers were given in time and arrived after it."""

    miss = serializers.ChoiceField(CheckIn.Miss.choices, allow_null=True)
    miss_why = serializers.CharField()
    responses = AnsweredSerializer(many=True, source="responses.all")
    steps = SafetyStepSerializer(many=True, source="steps.all")
