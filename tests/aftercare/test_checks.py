import json
from pathlib import Path

import pytest
from django.core.checks import run_checks

from backend.aftercare.models import SiteQuestionnaire
from tests.aftercare.questionnaires import add

pytestmark = pytest.mark.django_db


def faults():
    return [each.id for each in run_checks(databases=["default"]) if str(each.id).startswith("aftercare")]


def test_a_release_that_takes_the_code_of_a_site_does_not_start(clinic):
    add(clinic)
    assert faults() == []

    SiteQuestionnaire.objects.update(code="phq-9")

    assert faults() == ["aftercare.E002"]


def test_the_example_in_the_documentation_is_in_order(clinic):
    page = (Path(__file__).parents[2] / "docs" / "questionnaires.md").read_text()
    example = page.split("```json\n")[1].split("```")[0]

    assert add(clinic, json.loads(example)).code == "harbour-evening"
