"""The bundle as bytes, signed: made once for each day and each state of what is known."""

from datetime import date
from functools import lru_cache

from django.conf import settings

from backend.crisis.bundle.content import bundle_of
from backend.crisis.bundle.signing import compact, key_set, sign
from backend.crisis.verifying.findings import Findings

Days = frozenset[tuple[str, date]]


def signed_bundle(findings: Findings, *, today: date) -> bytes:
    verified, dead = frozenset(findings.verified.items()), frozenset(findings.dead.items())
    return _made(verified, dead, today, settings.BUNDLE_KEYS[0])


def published_keys() -> bytes:
    return compact(key_set(settings.BUNDLE_KEYS))


@lru_cache(maxsize=2)
def _made(verified: Days, dead: Days, today: date, seed: bytes) -> bytes:
    bundle = bundle_of(Findings(dict(verified), dict(dead)), today=today)
    return compact(sign(compact(bundle), seed))
