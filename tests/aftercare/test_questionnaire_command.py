"""`manage.py questionnaire`: a file is checked, and added to a site."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from backend.aftercare.models import SiteQuestionnaire
from tests.aftercare.questionnaires import MORNING, changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(tmp_path, clinic):
    """Give the command a file of this content, and return what it says."""

    def run(content, *options):
        file = tmp_path / "morning.json"
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        out = io.StringIO()
        call_command("questionnaire", str(file), "--site", clinic.name, *options, stdout=out)
        return out.getvalue().strip()

    return run


def test_a_file_is_added_once_and_changed_is_the_next_version(offered):
    said = [offered(MORNING), offered(MORNING), offered(changed(title="Morning"))]

    assert said == [
        "harbour-morning, version 1, added to Harbour Clinic.",
        "harbour-morning, version 1, is unchanged at Harbour Clinic.",
        "harbour-morning, version 2, added to Harbour Clinic.",
    ]


def test_checking_adds_nothing(offered):
    said = offered(MORNING, "--check")

    assert said == "harbour-morning is in order: 4 rules and bands, each fired by answers that were found."
    assert not SiteQuestionnaire.objects.exists()


@pytest.mark.parametrize("options", [(), ("--check",)])
def test_every_fault_is_told_on_its_line_and_nothing_is_added(offered, options):
    broken = changed(code="phq-9", version=2)

    with pytest.raises(CommandError) as refused:
        offered(broken, *options)

    assert str(refused.value).splitlines() == [
        "/version: Leave this out: the service decides it.",
        "/code: This code is in use for another questionnaire. Choose one of your own.",
    ]
    assert not SiteQuestionnaire.objects.exists()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"{", "is not JSON: .* in line 1"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"[" * 100_000, "a nesting without end"),
        (b"9" * 5_000, "a number or a nesting without end"),
        (b" " * 300_000, "may not be larger than 256 KiB"),
        (b"[]", "/: This must be an object"),
        (b'{"\\ud800": 1}', "/: This holds characters that are no text"),
        (b'{"code": NaN}', "/code: This must be text"),
    ],
)
def test_a_file_that_is_no_questionnaire_is_refused_in_a_sentence(offered, content, complaint):
    with pytest.raises(CommandError, match=complaint):
        offered(content)


def test_a_site_or_file_that_is_not_there_is_said(tmp_path, clinic):
    with pytest.raises(CommandError, match="no site of this name"):
        call_command("questionnaire", str(tmp_path / "x.json"), "--site", "Lake Clinic")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("questionnaire", str(tmp_path / "x.json"), "--site", clinic.name)
