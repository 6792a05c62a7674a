"""What manage.py does before anything is installed, in a checkout that requires no package."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import manage

PROJECT = Path(__file__).parents[2]
# It needs neither servers nor packages, and ends by itself.
COMMAND = ("manage.py", "up", "--help")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copy(PROJECT / "manage.py", folder)
    shutil.copytree(PROJECT / "backend" / "embedded", folder / "backend" / "embedded")
    (folder / "backend" / "__init__.py").touch()
    (folder / "requirements.txt").write_text("# nothing\n")
    (folder / "requirements-dev.txt").write_text("-r requirements.txt\n")
    return folder


def start(checkout: Path, python: Path | str) -> "subprocess.Popen[str]":
    environment = {name: value for name, value in os.environ.items() if name != "HANDRAIL_NO_BOOTSTRAP"}
    return subprocess.Popen(
        [python, *COMMAND],
        cwd=checkout,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def base_python() -> str:
    """The interpreter that the environment of these tests was made from."""
    return str(Path(sys.base_prefix, "bin", f"python{manage.python_version()}"))


def test_two_starts_at_once_make_one_environment_and_a_half_made_one_is_made_again(checkout):
    leftover = checkout / ".venv" / "half-made"
    leftover.parent.mkdir()
    leftover.touch()

    starts = [start(checkout, base_python()) for _ in range(2)]
    ends = [process.communicate() for process in starts]

    assert [process.returncode for process in starts] == [0, 0]
    assert all("usage: manage.py up" in out for out, _ in ends)
    assert sum("Making the virtual environment" in progress for _, progress in ends) == 1
    assert (checkout / ".venv" / "handrail-stamp").read_text().split()[1] == "runtime"
    assert not leftover.exists()


def test_the_next_start_installs_nothing(checkout):
    process = start(checkout, base_python())
    _, progress = process.communicate()

    assert (process.returncode, progress) == (0, "")


def test_a_foreign_environment_without_the_requirements_is_told_that_venv_is_used(checkout, tmp_path):
    (checkout / "requirements.txt").write_text("absent-package==1.0 \\\n    --hash=sha256:00\n")
    subprocess.run([base_python(), "-m", "venv", "--without-pip", tmp_path / "foreign"], check=True)
    process = start(checkout, tmp_path / "foreign" / "bin" / "python")
    _, progress = process.communicate()

    assert f"{tmp_path / 'foreign'} is a virtual environment without Handrail's requirements" in progress


def test_an_environment_with_the_requirements_is_used_as_it_is():
    assert manage.version_of("Django") is not None
    assert manage.has_requirements(needs_dev=True)


def test_an_old_python_can_read_the_file_that_refuses_it():
    source = (PROJECT / "manage.py").read_text()

    ast.parse(source, feature_version=(3, 8))
    assert source.index("sys.exit(") < source.index("from backend.embedded")


def test_missing_venv_is_answered_with_the_line_to_type():
    assert f"apt install python{manage.python_version()}-venv" in manage.venv_is_missing()
