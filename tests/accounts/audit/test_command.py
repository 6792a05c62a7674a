"""manage.py audit: what an operator reads, and what they keep elsewhere."""

import io

import pytest
from django.core.management import CommandError, call_command

from backend.accounts.audit import records, sealing
from backend.accounts.models import ChainLink, Notice
from tests.accounts.audit.rows import HOUR, NOON, one_of_each
from tests.rewriting import history_rewritten

pytestmark = pytest.mark.django_db


def audit(*arguments: str) -> tuple[int, str]:
    """Return exit code and output."""
    out = io.StringIO()
    try:
        call_command("audit", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def sealed(dana, nora, sam):
    one_of_each(dana, sam)
    one_of_each(nora, sam)
    sealing.seal(now=NOON + HOUR)


def test_what_fits_ends_with_exit_code_0(sealed, dana):
    assert audit() == (0, "Everything fits.\n")
    assert audit("--person", str(dana.pk)) == (0, "Everything fits.\n")


def test_a_change_is_named_with_person_and_place_and_nothing_of_its_content(sealed, dana, nora):
    with history_rewritten():
        Notice.objects.filter(person=dana).update(version="2")
    link = ChainLink.objects.get(person=dana, record_type="notice")

    code, said = audit()

    assert code == 1
    assert said == (
        f"{dana.pk} {link.number} notice {link.record_id}: "
        "the row or the link was changed, or they were exchanged with others\n"
    )
    assert audit("--person", str(dana.pk)) == (1, said)
    assert audit("--person", str(nora.pk)) == (0, "Everything fits.\n")


def test_a_tail_that_is_cut_off_with_its_rows_shows_against_the_heads_that_were_kept(sealed, dana, tmp_path):
    kept = tmp_path / "heads"
    kept.write_text(audit("--heads")[1])
    assert audit("--against", str(kept)) == (0, "Everything fits.\n")

    last = ChainLink.objects.filter(person=dana).latest("number")
    with history_rewritten():
        ChainLink.objects.filter(pk=last.pk).delete()
        records.MODELS[last.record_type]._base_manager.filter(pk=last.record_id).delete()

    assert audit()[0] == 0
    code, said = audit("--against", str(kept))
    assert code == 1
    assert said == f"{dana.pk} {last.number}: the chain does not lead through this end any more\n"


def test_heads_are_one_line_a_person_and_one_digest_over_all(sealed, dana, nora):
    code, said = audit("--heads")

    *lines, last = said.splitlines()
    assert code == 0
    assert [line.split()[0] for line in lines] == sorted([str(dana.pk), str(nora.pk)])
    assert last.startswith("2 chains, all together ")
    assert len(last.split()[-1]) == 64


def test_a_chain_that_grew_since_still_leads_through_the_old_end(sealed, dana, sam, tmp_path):
    kept = tmp_path / "heads"
    kept.write_text(audit("--heads")[1])
    one_of_each(dana, sam, at=NOON + HOUR)
    sealing.seal(now=NOON + 3 * HOUR)

    assert audit("--against", str(kept)) == (0, "Everything fits.\n")


@pytest.mark.parametrize("content", ["", "nothing of ours\n"])
def test_a_file_without_heads_is_no_proof(sealed, tmp_path, content):
    kept = tmp_path / "heads"
    kept.write_text(content)

    assert audit("--against", str(kept))[0] == 2
    assert audit("--against", str(tmp_path / "missing"))[0] == 2
