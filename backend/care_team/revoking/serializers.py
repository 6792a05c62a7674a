from typing import Any

from rest_framework import serializers

from backend.accounts.consents.serializers import ConsentSerializer
from backend.accounts.models import Staff
from backend.accounts.serializers import SiteSerializer
from backend.care_team.revoking.taking_back import Effect, Left, Revoked


class StopsKnowingSerializer(serializers.Serializer[Staff]):
    handle = serializers.CharField(source="account.handle", allow_null=True)
    role = serializers.ChoiceField(Staff.Role.choices)
    site = serializers.CharField(source="site.name")


class EffectSerializer(serializers.Serializer[Any]):
    stops_knowing = StopsKnowingSerializer(many=True)
    alert_open = serializers.BooleanField(help_text="An alert about you is open there, or was until now.")
    help = serializers.DictField(allow_null=True)
    watching = serializers.CharField()
    text = serializers.CharField()


class RevokedSerializer(ConsentSerializer, EffectSerializer):
    """A consent, and what taking it back brings about."""

    # In the context: `now`.

    def to_representation(self, instance: Any) -> dict[str, Any]:
        revoked: Revoked = instance
        return {**ConsentSerializer(revoked.consent, context=self.context).data, **_shown(revoked.effect)}


class LeftSerializer(EffectSerializer):
    # In the context: `now`.

    site = SiteSerializer()
    consents = ConsentSerializer(many=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        left: Left = instance
        return {
            "site": SiteSerializer(left.effect.site).data,
            "consents": ConsentSerializer(left.consents, many=True, context=self.context).data,
            **_shown(left.effect),
        }


def _shown(effect: Effect) -> dict[str, Any]:
    return dict(EffectSerializer(effect).data)
