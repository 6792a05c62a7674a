"""The real settings with a handful of differences."""

import base64
import os

# Before everything, and for the processes that a test starts too: who rings how much later hangs on this key.
os.environ["HANDRAIL_MASTER_KEY"] = base64.b64encode(bytes(range(32))).decode()

from backend.config import env
from backend.config.settings import *  # noqa: F403

# Cheap on purpose: strong hashing would be most of the suite's time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# No counter outlives a request: tests of limits bring a cache of their own.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
# Pooled connections outlive a test and keep its database from being dropped.
DATABASES = {
    "default": env.database("DATABASE_URL", pool=False),
    "keys": env.database("KEYS_DATABASE_URL", pool=False),
}
# After a test that commits, pytest empties every table: those of the audit refuse it to everybody else.
DATABASES["default"]["OPTIONS"] = {"options": "-c handrail.may_truncate=on"}
DATABASES["default"]["CONN_MAX_AGE"] = DATABASES["keys"]["CONN_MAX_AGE"] = 0
ALLOWED_HOSTS = ["*"]
# Only tests of these limits have anything else to fall back on: two suites beside each other may stall one.
QUICK_ANSWER_SECONDS = CALLING_OFF_SECONDS = 10
# A code typed at the end of its half minute may be checked in the next.
MFA_TOTP_TOLERANCE = 1
# It would remember what a test has rolled back; tests of the grid make their own.
SEARCH_GRID = False
