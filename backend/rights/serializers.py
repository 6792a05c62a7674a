from typing import Any

from rest_framework import serializers

from backend.rights.foretelling import Foretold, Kept


class KnowerSerializer(serializers.Serializer[Any]):
    site = serializers.CharField()
    handle = serializers.CharField(allow_null=True)
    role = serializers.CharField()


class KeptSerializer(serializers.Serializer[Kept]):
    what = serializers.CharField()
    why = serializers.CharField()
    until = serializers.DateField(allow_null=True, help_text="The last day at the latest; null: for good.")


class ForetoldSerializer(serializers.Serializer[Foretold]):
    stops_knowing = KnowerSerializer(many=True)
    help = serializers.DictField(allow_null=True)
    kept = KeptSerializer(many=True)
    backups = serializers.CharField()
    text = serializers.CharField()
