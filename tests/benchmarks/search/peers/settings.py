"""A small DRF project. The environment says which peer it is, and where its database is."""

import os

from backend.config import env

PEER = os.environ["BENCH_PEER"]
SECRET_KEY = "a bench has no secrets"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "rest_framework", *env.words("BENCH_APPS")]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = f"tests.benchmarks.search.peers.{PEER}.urls"
DATABASES = {"default": {**env.database("BENCH_DATABASE_URL", pool=False), "ENGINE": os.environ["BENCH_ENGINE"]}}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
