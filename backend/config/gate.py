"""Nothing is served and nothing sent from a database that was put back, until `manage.py restore` has been run.

Crisis help is never refused. `backend.accounts.standing` says how such a database is known.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import structlog
from celery import Task
from django.db import connections
from django.http import HttpRequest, HttpResponseBase

from backend.accounts import standing
from backend.accounts.standing import Standing
from backend.api.problems import Problem, plain_response
from backend.coping.exercises import published as exercises
from backend.crisis.verifying import reading as help_lines

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Handler = Callable[[HttpRequest], HttpResponseBase]
# Signs of life, and what somebody in danger asks for.
ALWAYS_SERVED = ("/healthz", "/readyz", "/v1/crisis", "/v1/warning-signs", "/help")
RETRY_AFTER_SECONDS = 60

log = structlog.get_logger("backend.config")


class RestorePending(Problem):
    """A backup was put back, and what it has forgotten is not done again yet."""

    code, title, status = "restore-pending", "The service is being restored. Please try again in a few minutes.", 503

    def __init__(self) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}


class GateMiddleware:
    """Refuse by what this process has seen last, without asking a database."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if standing.remembered() is Standing.OK or request.path_info.startswith(ALWAYS_SERVED):
            return self.get_response(request)
        return plain_response(RestorePending())


class Scan(Task):  # type: ignore[misc]  # Celery publishes no types
    """The base of every task, whether a worker runs it or the loop beside the workers."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if standing.look_unless_fresh() is Standing.OK:
            return self.run(*args, **kwargs)
        log.error("scan stands still until manage.py restore", scan=self.name)
        return None


class Watched:
    """A WSGI application whose process looks at its databases before it serves, and from then on in a thread.

    Not when it is loaded: a server may fork after that. And not for crisis help, which waits for no database. The
    thread also keeps what is known of help lines and exercises, because that has to last while the database is gone.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application
        self._beginning = threading.Lock()
        self._process = 0

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if self._process != os.getpid() and not environ["PATH_INFO"].startswith(ALWAYS_SERVED):
            self._begin()
        return self._application(environ, start_response)

    def _begin(self) -> None:
        with self._beginning:
            if self._process != os.getpid():
                standing.look()
                threading.Thread(target=_go_on_looking, name="standing", daemon=True).start()
                self._process = os.getpid()


def _go_on_looking() -> None:
    while True:
        time.sleep(standing.FRESH_SECONDS)
        try:
            standing.look()
            help_lines.keep_fresh()
            exercises.keep_fresh()
        finally:
            # Lent by the pool that requests use.
            connections.close_all()
