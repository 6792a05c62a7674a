from typing import Any

from rest_framework import serializers

from backend.accounts.serializers import LOCALE, ZoneField
from backend.api.serializers import PlainText, Shape
from notifications.devices import Address, DeviceReport
from notifications.models import Device, Platform, PushAddress

# As FCM writes its tokens and installation ids.
ADDRESS = r"^[A-Za-z0-9_:.\-]+$"


class AddressShape(serializers.Serializer[Any]):
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


class DeviceSerializer(serializers.Serializer[Device]):
    installation_id = serializers.CharField()
    platform = serializers.ChoiceField(Platform.choices)
    locale = serializers.CharField()
    tzid = serializers.CharField()
    app_version = serializers.CharField()
    notifications = serializers.ChoiceField(Device.Permission.choices)
    refreshed_at = serializers.DateTimeField()
