"""Links that sign somebody in, in the demo and nowhere else."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern

from backend.console import demo_links, urls
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = pytest.mark.django_db


def test_opening_a_demo_link_signs_nobody_in(sam, settings):
    settings.DEMO = True
    client = Client()

    response = client.get(demo_links.make_link(sam.account))

    assert "Sign in as sam" in text_of(response)
    assert "_auth_user_id" not in client.session


def test_its_button_signs_in_without_a_second_factor(sam, settings):
    settings.DEMO = True
    client = Client()

    response = client.post(demo_links.make_link(sam.account), follow=True)

    assert "Worklist" in text_of(response)


def test_a_demo_session_opens_nothing_once_the_demo_is_over(sam, settings):
    settings.DEMO = True
    client = Client()
    client.post(demo_links.make_link(sam.account))
    settings.DEMO = False

    response = client.get("/console/people/")

    assert response["Location"] == "/console/sign-in/2fa/"


def test_an_old_link_says_so(sam, settings):
    settings.DEMO = True
    with time_machine.travel(utc("2026-11-01T12:00"), tick=False):
        link = demo_links.make_link(sam.account)

    with time_machine.travel(utc("2026-11-01T12:00") + timedelta(days=7, seconds=1), tick=False):
        response = Client().get(link)

    assert response.status_code == 410


def test_a_link_that_we_never_signed_leads_nowhere(sam, settings):
    settings.DEMO = True
    link = demo_links.make_link(sam.account)

    response = Client().post(link[:-1] + ("A" if link[-1] != "A" else "B"))

    assert response.status_code == 404


def test_each_start_makes_new_links(sam):
    with time_machine.travel(utc("2026-11-01T12:00"), tick=False):
        before = demo_links.make_link(sam.account)

    with time_machine.travel(utc("2026-11-01T12:01"), tick=False):
        after = demo_links.make_link(sam.account)

    assert before != after


def test_the_route_does_not_exist_outside_the_demo():
    names = {route.name for route in urls.routes(demo=False) if isinstance(route, URLPattern)}

    assert "first-admin" in names
    assert "demo-sign-in" not in names
