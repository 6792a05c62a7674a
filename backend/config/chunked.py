"""Bodies that come in chunks, without a length: HTTP/1.1 obliges every server to take them (RFC 9112, section 7.1)."""

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Dechunked:
    """A WSGI application that is given every body with its length: Django takes one without a length for empty.

    Of a body that is larger than Django takes, only enough is read that it is refused as any other.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        # The server says that reading comes to an end, else nobody may read on without a length (PEP 3333).
        if environ.get("wsgi.input_terminated") and "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            body = environ["wsgi.input"].read((settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) + 1)
            environ["wsgi.input"] = io.BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))
            del environ["HTTP_TRANSFER_ENCODING"]
        return self._application(environ, start_response)
