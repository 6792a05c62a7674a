from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.accounts.serializers import LOCALE, ZoneField
from backend.api.serializers import Instant, Part, PlainText, Shape
from notifications.devices import REACHES, Address, DeviceReport, Mute, reach_of
from notifications.models import Device, Platform, PushAddress

# As FCM writes its tokens and installation ids.
ADDRESS = r"^[A-Za-z0-9_:.\-]+$"


class AddressShape(Part):
    kind = serializers.ChoiceField(PushAddress.Kind.choices)
    value = serializers.RegexField(ADDRESS, max_length=4096)

    def to_internal_value(self, data: Any) -> Any:
        return Address(**super().to_internal_value(data))


class DeviceShape(Shape):
    into = DeviceReport
    platform = serializers.ChoiceField(Platform.choices)
    address = AddressShape(required=False, allow_null=True, default=None)
    locale = serializers.RegexField(LOCALE, max_length=35)
    tzid = ZoneField()
    app_version = PlainText(max_length=40)
    notifications = serializers.ChoiceField(Device.Permission.choices)
    # Left out, it stays as it was; null ends it.
    muted_until = Instant(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "muted_until" in attrs:
            attrs["mute"] = Mute(attrs.pop("muted_until"))
        return attrs


class DeviceSerializer(serializers.Serializer[Device]):
    # In the context: `now`.

    installation_id = serializers.CharField()
    platform = serializers.ChoiceField(Platform.choices)
    locale = serializers.CharField()
    tzid = serializers.CharField()
    app_version = serializers.CharField()
    notifications = serializers.ChoiceField(Device.Permission.choices)
    refreshed_at = serializers.DateTimeField()
    muted_until = serializers.DateTimeField(allow_null=True)
    reach = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(REACHES))
    def get_reach(self, device: Device) -> str:
        return reach_of(device, device.pushaddress_set.all(), now=self.context["now"])
