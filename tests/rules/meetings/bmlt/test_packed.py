"""A body that is kept compressed comes out as it went in, in every frame."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from meetings.bmlt.answering.kept import KeptAnswers
from meetings.bmlt.answering.packed import PIECE, gzipped, pack, pieces

bodies = st.lists(st.binary(max_size=200), max_size=8)
frames = st.binary(max_size=80)
ONE, TWO = b"\x01" * 32, b"\x02" * 32


@given(chunks=bodies, before=frames, after=frames)
def test_any_body_in_any_frame_is_one_sound_gzip_file(chunks, before, after):
    packed = pack(chunks)

    assert b"".join(pieces(packed)) == b"".join(chunks)
    assert packed.size == sum(map(len, chunks))
    assert gzip.decompress(gzipped(packed)) == b"".join(chunks)
    assert gzip.decompress(gzipped(packed, before, after)) == before + b"".join(chunks) + after


def test_a_long_body_comes_out_in_bounded_pieces():
    packed = pack([b"row," * PIECE] * 4)

    sizes = [len(piece) for piece in pieces(packed)]

    assert sum(sizes) == packed.size == 16 * PIECE
    assert max(sizes) <= PIECE


def test_the_digest_is_of_the_content_not_of_its_parts():
    assert pack([b"ab", b"c"]).digest == pack([b"abc"]).digest != pack([b"abd"]).digest


def test_an_answer_is_kept_for_one_version():
    kept = KeptAnswers()
    kept.get_or_make(("epoch", 1, 0), ONE, lambda: pack([b"old"]))

    again = kept.get_or_make(("epoch", 1, 0), ONE, lambda: pack([b"never made"]))
    new = kept.get_or_make(("epoch", 2, 0), ONE, lambda: pack([b"new"]))

    assert b"".join(pieces(again)) == b"old"
    assert b"".join(pieces(new)) == b"new"
    assert kept.get(("epoch", 1, 0), ONE) is None
    assert kept.get(("epoch", 2, 1), ONE) is None


def test_an_answer_that_took_long_does_not_push_out_later_ones():
    kept = KeptAnswers()
    kept.get_or_make(("epoch", 2, 0), ONE, lambda: pack([b"new"]))

    late = kept.get_or_make(("epoch", 1, 9), TWO, lambda: pack([b"old"]))

    assert b"".join(pieces(late)) == b"old"
    assert kept.get(("epoch", 2, 0), ONE) is not None
    assert kept.get(("epoch", 1, 9), TWO) is None


def test_what_is_kept_is_bounded_and_the_least_used_goes_first():
    size = len(pack([b"a" * 10]).deflated)
    kept = KeptAnswers(max_bytes=2 * size)
    version = ("epoch", 1, 0)
    kept.get_or_make(version, ONE, lambda: pack([b"a" * 10]))
    kept.get_or_make(version, TWO, lambda: pack([b"b" * 10]))
    kept.get(version, ONE)

    kept.get_or_make(version, b"\x03" * 32, lambda: pack([b"c" * 10]))

    assert kept.get(version, ONE) is not None
    assert kept.get(version, TWO) is None


def test_an_answer_too_large_to_keep_is_still_given():
    kept = KeptAnswers(max_bytes=4)

    answer = kept.get_or_make(("epoch", 1, 0), ONE, lambda: pack([b"abcdefgh"]))

    assert b"".join(pieces(answer)) == b"abcdefgh"
    assert kept.get(("epoch", 1, 0), ONE) is None
