from django.apps import AppConfig


class CareTeamConfig(AppConfig):
    name = "backend.care_team"
