from django.apps import AppConfig
from django.core.checks import Tags, register


class AftercareConfig(AppConfig):
    name = "backend.aftercare"

    def ready(self) -> None:
        # The models that the checks read are there only now.
        from backend.aftercare.cadences.loading import check_cadences  # noqa: PLC0415
        from backend.aftercare.checks import check_catalogue, check_codes  # noqa: PLC0415

        register(check_catalogue)
        register(check_cadences)
        register(check_codes, Tags.database)
