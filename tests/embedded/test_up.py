import json
import socket

import pytest

from backend.embedded import commands, demo_file, ports, up
from backend.embedded.refusal import Refusal

API = "http://127.0.0.1:8000"
PEOPLE = {
    "person": {"handle": "dana", "token": "hr_a"},
    "staff": {"handle": "sam", "console_link": "/console/demo-sign-in/abc"},
}


def test_a_taken_port_is_refused_with_the_remedy():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(Refusal, match=rf"Port {port} cannot be used(?s:.*)--inbox-port {port + 1}"):
            ports.free_port(port, option="--inbox-port")


def test_port_0_is_any_free_port():
    assert ports.free_port(0, option="--port") > 1023


def test_demo_json_holds_the_addresses_and_absolute_console_links(tmp_path):
    content = demo_file.merge(api=API, push_inbox="http://127.0.0.1:8025", people=PEOPLE)
    demo_file.write(tmp_path / "demo.json", content)

    assert json.loads((tmp_path / "demo.json").read_text()) == {
        "api": API,
        "console": f"{API}/console/",
        "push_inbox": "http://127.0.0.1:8025",
        "person": {"handle": "dana", "token": "hr_a"},
        "staff": {"handle": "sam", "console_link": f"{API}/console/demo-sign-in/abc"},
    }
    assert (tmp_path / "demo.json").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["demo.json"]


def test_demo_json_without_a_demo_holds_the_addresses_alone():
    content = demo_file.merge(api=API, push_inbox="http://127.0.0.1:8025", people=None)

    assert content == {"api": API, "push_inbox": "http://127.0.0.1:8025"}


def test_console_links_are_printed_by_role():
    content = demo_file.merge(api=API, push_inbox=None, people=PEOPLE)

    assert demo_file.console_links(content) == {"staff": f"{API}/console/demo-sign-in/abc"}


@pytest.mark.parametrize(("word", "wants"), [("", True), ("1", True), ("0", False), ("no", False)])
def test_the_demo_is_loaded_unless_it_is_unwanted(word, wants):
    assert up.wants_demo(word, may_have_one=True) is wants


def test_a_demo_beside_anything_real_stops_the_start():
    assert up.wants_demo("", may_have_one=False) is False
    with pytest.raises(Refusal, match="HANDRAIL_DEMO=1 needs both embedded servers"):
        up.wants_demo("1", may_have_one=False)


@pytest.mark.parametrize(
    "argv",
    [
        ["manage.py", "--state", "there", "shell", "-v", "2"],
        ["manage.py", "shell", "--state=there", "-v", "2"],
        ["manage.py", "shell", "-v", "2", "--state", "there"],
    ],
)
def test_the_state_folder_is_taken_off_the_command_line(argv):
    assert commands.take_state(argv, {}) == (["manage.py", "shell", "-v", "2"], "there")


def test_the_environment_names_the_state_folder_unless_the_command_line_does():
    environment = {"HANDRAIL_STATE": "from-environment"}

    assert commands.take_state(["manage.py", "up"], environment)[1] == "from-environment"
    assert commands.take_state(["manage.py", "up", "--state", "there"], environment)[1] == "there"
