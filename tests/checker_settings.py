"""Settings for the type checker, which looks at models and never connects."""

import base64
import os

os.environ |= {
    "DATABASE_URL": "postgresql://nobody@/handrail?host=/nowhere",
    "KEYS_DATABASE_URL": "postgresql://nobody@/handrail_keys?host=/nowhere",
    "BROKER_URL": "redis://nowhere",
    "HANDRAIL_SECRET_KEY": "x" * 50,
    "HANDRAIL_MASTER_KEY": base64.b64encode(bytes(32)).decode(),
    "HANDRAIL_BUNDLE_KEY": base64.b64encode(bytes(32)).decode(),
    "HANDRAIL_CELERY_WORKER": "1",
}

from backend.config.settings import *  # noqa: F403
