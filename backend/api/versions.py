"""Large answers that are the same for everybody: made and compressed once for each version of what they show.

A version is named by what it was made from. The file keeps a digest of what it says beside that name: the ETag, which
changes if and only if the answer does.
"""

import fcntl
import gzip
import hashlib
import os
import re
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast
from wsgiref.util import FileWrapper

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag

from backend.api.conditional import is_unchanged, mark_cached

# Slices are as many as there are places to stand: the ones asked for longest ago go first.
MOST_ANSWERS = 256
BLOCK = 64 * 1024
LOCKS = 8
_DIGEST = re.compile(r"[0-9a-f]{32}")
_ZERO_QUALITY = re.compile(r"q=0(\.0{0,3})?")


@dataclass(frozen=True)
class Kept:
    """A file: the answer `name` as it was at `version`, compressed."""

    path: Path
    version: str
    digest: str

    @property
    def etag(self) -> str:
        return _etag_of(self.digest)


class _Blocks(FileWrapper):
    """Close the file at its end; servers and clients that stop before it close the response."""

    def __next__(self) -> bytes:
        try:
            return super().__next__()
        except StopIteration:
            self.close()
            raise


# Returns the version that was read and its content; the version may be later than the one that was asked for.
Make = Callable[[], tuple[str, Iterable[bytes]]]


def respond(
    request: HttpRequest, name: str, version: str, make: Make, *, content_type: str = "application/json"
) -> HttpResponseBase:
    """Send the answer of this version; while somebody else makes it, the one before.

    `name` and `version` are parts of file names. HEAD and If-None-Match are answered, Range is not.
    """
    is_compressed = accepts_gzip(request)
    kept, file = _opened(name, version, make, is_compressed=is_compressed)
    if is_unchanged(request, kept.etag):
        file.close()
        return _marked(HttpResponse(status=304), kept.etag)
    return _marked(_sent(request, file, content_type, is_compressed=is_compressed), kept.etag)


def known(request: HttpRequest, name: str, version: str) -> HttpResponseBase | None:
    """Answer 304 when the caller has this version and it is kept here; None otherwise.

    For what is asked often and changes seldom: it looks for one file, by the digests that the caller names.
    """
    for tag in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", "")):
        digest = tag.removeprefix("W/").strip('"')
        # Paths as text: as objects they would be a tenth of the answer's cost.
        if _DIGEST.fullmatch(digest) and os.path.exists(f"{settings.ANSWERS_DIR}/{name}/{version}~{digest}.gz"):
            return _marked(HttpResponse(status=304), _etag_of(digest))
    return None


def accepts_gzip(request: HttpRequest) -> bool:
    """Whether Accept-Encoding names gzip, or anything, and does not rule it out (RFC 9110, section 12.5.3)."""
    offered = {}
    for part in request.headers.get("Accept-Encoding", "").lower().split(","):
        coding, _, weight = part.replace(" ", "").partition(";")
        offered[coding] = not _ZERO_QUALITY.fullmatch(weight)
    return offered.get("gzip", offered.get("*", False))


def _opened(name: str, version: str, make: Make, *, is_compressed: bool) -> tuple[Kept, BinaryIO]:
    while True:
        kept = _kept_or_made(name, version, make)
        try:
            return kept, kept.path.open("rb") if is_compressed else cast(BinaryIO, gzip.open(kept.path))
        except FileNotFoundError:
            continue  # a later version has just taken its place


def _kept_or_made(name: str, version: str, make: Make) -> Kept:
    kept = _kept(name)
    if version in kept:
        _was_asked_for(kept[version])
        return kept[version]
    with _right_to_make(name, wait=not kept) as is_ours:
        if not is_ours:
            return next(iter(kept.values()))
        # Whoever had the right before us has made one that is as new as we would.
        meanwhile = [each for other, each in _kept(name).items() if other not in kept]
        return meanwhile[0] if meanwhile else _made(name, make)


def _kept(name: str) -> dict[str, Kept]:
    folder = settings.ANSWERS_DIR / name
    try:
        files = [entry.name for entry in os.scandir(folder) if entry.name.endswith(".gz")]
    except FileNotFoundError:
        return {}
    parts = [file.removesuffix(".gz").split("~") for file in files]
    return {version: Kept(folder / f"{version}~{digest}.gz", version, digest) for version, digest in parts}


@contextmanager
def _right_to_make(name: str, *, wait: bool) -> Iterator[bool]:
    """Let one at a time in, among all processes of this machine; the kernel ends a lock with its holder."""
    settings.ANSWERS_DIR.mkdir(parents=True, exist_ok=True)
    number = zlib.crc32(name.encode()) % LOCKS
    with (settings.ANSWERS_DIR / f"{number}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True


def _made(name: str, make: Make) -> Kept:
    folder = settings.ANSWERS_DIR / name
    folder.mkdir(exist_ok=True)
    version, content = make()
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as aside:
        try:
            digest = _write(aside, content)
        except BaseException:
            os.unlink(aside.name)
            raise
    made = Kept(folder / f"{version}~{digest}.gz", version, digest)
    os.replace(aside.name, made.path)
    _forget_others(made)
    _forget_oldest()
    return made


def _write(file: IO[bytes], content: Iterable[bytes]) -> str:
    """Compress and return the digest of what was written. No time is written: equal content is equal bytes."""
    digest = hashlib.sha256()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0) as compressed:
        for part in content:
            digest.update(part)
            compressed.write(part)
    return digest.hexdigest()[:32]


def _forget_others(made: Kept) -> None:
    """Remove older versions, and what a killed maker has left."""
    for path in made.path.parent.iterdir():
        if path != made.path:
            path.unlink(missing_ok=True)


def _was_asked_for(kept: Kept) -> None:
    with suppress(FileNotFoundError):
        os.utime(kept.path.parent)


def _forget_oldest() -> None:
    folders = [entry for entry in os.scandir(settings.ANSWERS_DIR) if entry.is_dir()]
    if len(folders) > MOST_ANSWERS:
        # Others may be at it too: one that is gone counts as the oldest.
        for entry in sorted(folders, key=_asked_for_at)[: len(folders) - MOST_ANSWERS]:
            shutil.rmtree(entry.path, ignore_errors=True)


def _asked_for_at(entry: os.DirEntry[str]) -> float:
    with suppress(FileNotFoundError):
        return entry.stat().st_mtime
    return 0


def _sent(request: HttpRequest, file: BinaryIO, content_type: str, *, is_compressed: bool) -> HttpResponseBase:
    # Streaming also to HEAD, which gets nothing: a layer further out would announce a length of 0.
    response = StreamingHttpResponse(content_type=content_type)
    if is_compressed:
        response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(os.fstat(file.fileno()).st_size)
    if request.method == "HEAD":
        file.close()
    else:
        response.streaming_content = _Blocks(file, BLOCK)
    return response


def _etag_of(digest: str) -> str:
    # Weak (RFC 9110, section 8.8.1): the same for the compressed and the plain bytes.
    return f"W/{quote_etag(digest)}"


def _marked(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    patch_vary_headers(response, ["Accept-Encoding"])
    return mark_cached(response, etag, public=True)
