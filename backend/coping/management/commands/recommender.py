"""`manage.py recommender`: do logged draws come out again, and what followed what was offered?"""

import json
from typing import Any

from django.core.management.base import BaseCommand

from backend.api.clock import database_now
from backend.coping.models import PooledRatings
from backend.coping.recommending.beliefs import MODEL_VERSION
from backend.coping.recommending.evaluating import evaluate
from backend.coping.recommending.pooling import Falls


class Command(BaseCommand):
    help = (
        "Make logged draws again and compare what followed them, over people who agreed to be pooled. "
        "No mean is told of fewer than twenty people. Prints one JSON object; it is no trial and shows no cause."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        pooled = PooledRatings.objects.values("people", "made_at").first()
        found = evaluate(now=database_now())
        told = {
            "model_version": MODEL_VERSION,
            "pooled": {"people": pooled["people"], "made_at": pooled["made_at"].isoformat()} if pooled else None,
            "draws": dict(found.draws),
            "followed_by": {done: _told(each) for done, each in found.falls.items()},
        }
        self.stdout.write(json.dumps(told))


def _told(falls: Falls) -> dict[str, float | int | None]:
    mean = round(falls.fall / falls.count, 2) if falls.may_be_told else None
    return {"sessions": falls.count, "people": len(falls.people), "mean_fall": mean}
