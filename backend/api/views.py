"""The base of every view under /v1/."""

from functools import partial
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.idempotency import HEADER, respond_once


class View(APIView):
    """Parse, call one use case, render. A POST with an Idempotency-Key is carried out once.

    `stores_nothing` marks a POST that only asks: it accepts the header and keeps no record of it.
    """

    stores_nothing = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        key = request.headers.get(HEADER, "")
        if request.method == "POST" and key and not self.stores_nothing:
            # APIView.dispatch looks the handler up after initial(): this instance serves one request only.
            self.post = partial(self._post_once, key, getattr(self, "post"))

    def _post_once(self, key: str, post: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        return respond_once(request, key, lambda: self._respond(post, request, *args, **kwargs))

    def _respond(self, post: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        try:
            response: Response = post(request, *args, **kwargs)
        except Exception as error:  # noqa: BLE001 - turned into a response, or raised again, by the handler
            response = self.handle_exception(error)
        return response
