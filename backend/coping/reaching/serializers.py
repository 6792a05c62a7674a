from rest_framework import serializers

from backend.api.serializers import PlainText, Shape
from backend.coping.reaching.helping import HelpNow, Place
from backend.coping.reaching.people import People
from backend.coping.supporters.serializers import SupporterSerializer


def near_field() -> PlainText:
    """Where the person is, for meetings near them."""
    return PlainText(max_length=60, required=False, allow_null=True, help_text="lat,lon; kept nowhere.")


class HelpNowShape(Shape):
    into = Place
    near = near_field()


class PeopleSerializer(serializers.Serializer[People]):
    """Supporters first. Meetings are on or begin within the hour; `meetings_near` is null where no place was told."""

    supporters = SupporterSerializer(many=True)
    meetings_online = serializers.ListField(child=serializers.DictField())
    meetings_near = serializers.ListField(child=serializers.DictField(), allow_null=True)


class HelpNowSerializer(serializers.Serializer[HelpNow]):
    help = serializers.DictField()
    people = PeopleSerializer()
    monitoring = serializers.DictField(source="monitoring.as_json")
