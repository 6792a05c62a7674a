"""Settings, URL root, commands, and the Celery application, which every process that rings a bell must have."""

from backend.config.celery import app as celery_app

__all__ = ["celery_app"]
