"""Operators bring words for exercises, say who read them, publish them and take them back; nobody else can."""

import json
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from backend.accounts.models import Account
from backend.coping.models import ExerciseText
from tests.console.conftest import text_of
from tests.coping.exercise_texts import (
    bring_out,
    document,
    enter,
    publish,
    read,
    reword,
    root,
    take_back,
    translated,
)
from tests.times import utc

pytestmark = pytest.mark.django_db
NOON = utc("2026-11-26T12:00")
PAGE = "/console/exercises/"
UPLOAD = f"{PAGE}upload/"
SURF = f"{PAGE}es/urge-surfing/"
ENGLISH = f"{PAGE}en/urge-surfing/"
ADA = "Dr Ada Ruiz"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def rita(db) -> Account:
    """Another operator."""
    return Account.objects.create_superuser("rita", "a long enough password")


def file_with(content: object) -> SimpleUploadedFile:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return SimpleUploadedFile("es.json", body, content_type="application/json")


def upload(client, content: object, **options):
    return client.post(UPLOAD, {"file": file_with(content)}, **options)


def seen_on(client, page=SURF) -> str:
    found = re.search(r'name="etag" value="([^"]+)"', client.get(page).content.decode())
    assert found is not None
    return found[1].replace("&quot;", '"')


def note_read(client, page=SURF, **more):
    return client.post(f"{page}read/", {"etag": seen_on(client, page), "read_by": ADA} | more, follow=True)


def state() -> str:
    found: str = ExerciseText.objects.get(language="es").state
    return found


def test_the_menu_leads_to_them(console):
    page = console(root()).get(PAGE).content.decode()

    assert '<a href="/console/exercises/" aria-current="true">Exercises</a>' in page


def test_each_language_says_how_far_it_is(console):
    bring_out("urge-surfing")
    enter("long-sigh", "box-breathing")
    read("long-sigh")
    take_back("muscle-relax")

    text = text_of(console(root()).get(PAGE))

    assert "English (en) 27 of 28 shown Taken back 1" in text
    assert "Spanish (es) 1 of 28 shown To be read 1 Read, to be published 1 Not there 25" in text


def test_a_language_lists_first_what_wants_somebody(console):
    bring_out("urge-surfing")
    enter("long-sigh")

    text = text_of(console(root()).get(f"{PAGE}es/"))

    assert text.index("to be read") < text.index("not there") < text.index("shown Version")
    assert f"Read by {ADA}" in text


def test_newer_words_stand_before_all_else(console):
    bring_out("urge-surfing")
    enter("long-sigh")
    reword("urge-surfing", title="Surfea")

    listed = re.findall(rf'<a href="{PAGE}es/([^/]+)/">', console(root()).get(f"{PAGE}es/").content.decode())

    assert listed == ["urge-surfing", "long-sigh"]


def test_words_that_come_in_are_drafts(console):
    response = upload(console(root()), document(translated(), translated("long-sigh")), follow=True)

    assert response.redirect_chain[-1][0] == f"{PAGE}es/"
    assert "Added as drafts: 2. The very same already: 0." in text_of(response)
    assert set(ExerciseText.objects.values_list("state", "entered_by__login")) == {("draft", "root")}


def test_what_is_wrong_with_a_file_is_listed_with_its_place_and_nothing_is_added(console):
    response = upload(console(root()), document(translated(title=""), translated("long-sigh", version=7)))

    text = text_of(response)
    assert response.status_code == 422
    assert "/exercises/0/title This may not be empty." in text
    assert "/exercises/1/version This release has version 1 of it." in text
    assert not ExerciseText.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "is not JSON"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"[" * 100_000, "a nesting without end"),
        (b"", "The submitted file is empty."),
    ],
)
def test_what_is_no_document_is_refused_beside_its_field(console, content, said):
    response = upload(console(root()), content)

    assert response.status_code == 422
    assert said in text_of(response)


def test_a_form_without_a_file_is_refused(console):
    assert console(root()).post(UPLOAD).status_code == 422


def test_a_draft_stands_beside_the_english(console):
    enter("box-breathing")

    html = console(root()).get(f"{PAGE}es/box-breathing/").content.decode()

    assert '<p lang="en">Box breathing</p>' in html
    assert '<p lang="es" dir="auto"><span class="unseen" lang="en">Spanish (es): </span>ES Box breathing</p>' in html
    assert html.count("<h3>Step ") >= 4


def test_what_somebody_typed_is_no_markup(console):
    publishing_title = "<script>alert(1)</script>"
    enter("urge-surfing")
    reword("urge-surfing", title=publishing_title)

    html = console(root()).get(SURF).content.decode()

    assert publishing_title not in html
    assert "&lt;script&gt;" in html


def test_from_read_to_published_people_see_it_at_the_end(console, api):
    enter("urge-surfing")
    client = console(root())

    noted = note_read(client)
    before = api().get("/v1/exercises?language=es").data["results"]
    published = client.post(f"{SURF}publish/", {"etag": seen_on(client)}, follow=True)

    assert "Noted. People are shown it once you publish it." in text_of(noted)
    assert f"{ADA} has read it." in text_of(noted)
    assert before == []
    assert "Published. People are shown it in Spanish (es) from now on." in text_of(published)
    assert [each["slug"] for each in api().get("/v1/exercises?language=es").data["results"]] == ["urge-surfing"]


@pytest.mark.parametrize("read_by", ["", "   ", "x" * 121, "Ada\x00"])
def test_nobody_reads_without_a_name(console, read_by):
    enter("urge-surfing")

    response = note_read(console(root()), read_by=read_by)

    assert response.status_code == 422
    assert state() == "draft"


def test_who_has_seen_other_words_is_told_and_can_look_again(console):
    enter("urge-surfing")
    client = console(root())
    etag = seen_on(client)
    reword("urge-surfing", title="Surfea")

    refused = client.post(f"{SURF}read/", {"etag": etag, "read_by": ADA})
    again = client.post(f"{SURF}read/", {"etag": seen_on(client), "read_by": ADA})

    assert refused.status_code == 422
    assert "Somebody else has changed this since you opened it." in text_of(refused)
    assert "Surfea" in text_of(refused)
    assert again.status_code == 302


def test_who_comes_second_is_told_that_it_was_read(console, rita):
    enter("urge-surfing")
    first, second = console(root()), console(rita)
    etag = seen_on(second)
    note_read(first)

    response = second.post(f"{SURF}read/", {"etag": etag, "read_by": "Somebody else"})

    assert response.status_code == 422
    assert "Somebody has said already that they read these words." in text_of(response)
    assert "Publish it" in text_of(response)
    assert ExerciseText.objects.get().read_by == ADA


def test_nothing_unread_is_published(console):
    enter("urge-surfing")
    client = console(root())

    response = client.post(f"{SURF}publish/", {"etag": seen_on(client)})

    assert response.status_code == 422
    assert "Somebody has to read these words before they are published." in text_of(response)
    assert state() == "draft"


def test_words_are_taken_back_after_a_question(console, api):
    bring_out("urge-surfing")
    client = console(root())

    asked = client.get(f"{SURF}take-back/")
    still_there = state()
    done = client.post(f"{SURF}take-back/", follow=True)

    assert "People are offered it in English in their place." in text_of(asked)
    assert still_there == "published"
    assert "Taken back. To be shown again it has to be read and published anew." in text_of(done)
    assert state() == "draft"
    assert api().get("/v1/exercises?language=es").data["results"] == []


def test_an_unsafe_exercise_is_taken_back_everywhere_and_comes_back_the_same_way(console, api):
    bring_out("urge-surfing")
    client = console(root())

    done = client.post(f"{ENGLISH}take-back/", follow=True)
    away = [api().get(f"/v1/exercises/urge-surfing?language={tag}").status_code for tag in ("en", "es")]
    note_read(client, ENGLISH)
    client.post(f"{ENGLISH}publish/", {"etag": seen_on(client, ENGLISH)})
    back = [api().get(f"/v1/exercises/urge-surfing?language={tag}").status_code for tag in ("en", "es")]

    assert "It is shown in no language, offered to nobody, and nobody is reminded of it." in text_of(done)
    assert (away, back) == ([404, 404], [200, 200])


def test_what_happened_is_told_with_who_and_when(console):
    bring_out("urge-surfing")
    take_back("urge-surfing", language="es")

    text = text_of(console(root()).get(SURF))

    assert "Added Tue 24 Nov 2026, 17:00 UTC, root" in text
    assert f"Read by {ADA}, noted Tue 24 Nov 2026, 17:00 UTC, root" in text
    assert "Published Tue 24 Nov 2026, 17:00 UTC, root" in text
    assert "Taken back Tue 24 Nov 2026, 17:00 UTC, root" in text


def test_an_operator_who_has_left_is_not_named(console, rita):
    bring_out("urge-surfing")
    Account.objects.filter(login="root").delete()

    assert "Published Tue 24 Nov 2026, 17:00 UTC" in text_of(console(rita).get(SURF))


def test_a_language_without_a_name_is_its_tag(console):
    enter("urge-surfing", language="xx-YY")

    assert "xx-YY 0 of 28 shown" in text_of(console(root()).get(PAGE))


def test_what_is_not_there_is_not_found(console):
    client = console(root())
    pages = [f"{PAGE}fr/", f"{PAGE}fr/urge-surfing/", f"{PAGE}en/juggling/", f"{PAGE}fr/urge-surfing/take-back/"]

    assert [client.get(page).status_code for page in pages] == [404] * 4
    assert client.post(f"{PAGE}fr/urge-surfing/publish/", {"etag": "x"}).status_code == 404
    assert client.post(f"{PAGE}en/juggling/take-back/").status_code == 404


def test_nobody_else_opens_or_changes_anything(sam, sue, ada, olive, console):
    enter("urge-surfing")
    read("urge-surfing")
    publish("urge-surfing")
    for who in (sam, sue, ada, olive):
        client = console(who)
        asked = [client.get(page) for page in (PAGE, UPLOAD, f"{PAGE}es/", SURF, f"{SURF}take-back/")]
        sent = [client.post(f"{SURF}{way}/") for way in ("read", "publish", "take-back")]
        assert {answer.status_code for answer in (*asked, *sent, upload(client, document()))} == {403}
    assert state() == "published"


def test_a_form_from_elsewhere_takes_nothing_back(console):
    bring_out("urge-surfing")
    client = Client(enforce_csrf_checks=True)
    client.cookies = console(root()).cookies

    assert client.post(f"{SURF}take-back/").status_code == 403
    assert state() == "published"
