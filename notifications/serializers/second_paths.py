from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from backend.api.serializers import PlainText, Shape
from notifications.models import SecondPath
from notifications.second_paths.paths import shown_address
from notifications.second_paths.targets import LONGEST_URL


@dataclass(frozen=True)
class EmailAddress:
    address: str


@dataclass(frozen=True)
class WebhookUrl:
    url: str


class EmailShape(Shape):
    into = EmailAddress
    # RFC 5321, 4.5.3.1: a path is 256 octets with its brackets.
    address = serializers.EmailField(max_length=254)


class WebhookShape(Shape):
    into = WebhookUrl
    url = PlainText(max_length=LONGEST_URL)


class SecondPathSerializer(serializers.Serializer[SecondPath]):
    channel = serializers.ChoiceField(SecondPath.Channel.choices)
    address = serializers.SerializerMethodField(help_text="The e-mail address; of a webhook its host alone.")
    created_at = serializers.DateTimeField()

    def get_address(self, path: SecondPath) -> str:
        return shown_address(path)


class NewWebhookSerializer(SecondPathSerializer):
    secret = serializers.CharField(help_text="Signs what is sent; it is shown this once.")


class TrialSerializer(serializers.Serializer[Any]):
    notification_id = serializers.UUIDField()
