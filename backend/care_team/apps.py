from django.apps import AppConfig

from backend.care_team.levels import levels


class CareTeamConfig(AppConfig):
    name = "backend.care_team"

    def ready(self) -> None:
        # Levels that cannot be read stop the start, before an answer needs them.
        levels()
