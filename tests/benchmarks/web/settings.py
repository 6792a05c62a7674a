"""The service as it runs in production, and one view that does nothing beside it."""

from backend.config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.web.urls"
