"""The base of every view under /v1/."""

from collections.abc import Callable
from functools import partial
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.idempotency import HEADER, respond_once


class View(APIView):
    """Parse, call one use case, render. A POST with an Idempotency-Key is carried out once.

    `stores_nothing` marks a POST that only asks: it accepts the header and keeps no record of it. `post_again`
    answers a repeat anew, given the id of what the first one made, where an answer does not stay right.
    """

    stores_nothing = False
    post_again: Callable[[Request, str], Response] | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method != "POST" or self.stores_nothing:
            return
        if key := request.headers.get(HEADER, ""):
            # APIView.dispatch looks the handler up after initial(): this instance serves one request only.
            once = partial(self._post_once, key, getattr(self, "post", self.http_method_not_allowed))
            setattr(self, "post", once)  # noqa: B010 - an assignment would declare it for subclasses

    def _post_once(self, key: str, post: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        again = self.post_again and partial(self._respond, self.post_again, request)
        return respond_once(request, key, lambda: self._respond(post, request, *args, **kwargs), again=again)

    def _respond(self, post: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        try:
            response: Response = post(request, *args, **kwargs)
        except Exception as error:
            response = self.handle_exception(error)
        return response
