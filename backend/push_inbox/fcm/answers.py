"""Answers in the form Google gives them: `google.rpc.Status` as JSON, with FCM's own error details."""

import json
from dataclasses import dataclass

_FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"


@dataclass(frozen=True, slots=True)
class Refusal:
    """`error_code` is FCM's, absent where a request falls before FCM sees it; `field` is the violated one."""

    code: int
    status: str
    message: str
    error_code: str | None = None
    field: str | None = None

    def body(self) -> bytes:
        error = {"code": self.code, "message": self.message, "status": self.status}
        return json.dumps({"error": error | self._details()}).encode()

    def _details(self) -> dict[str, list[dict[str, object]]]:
        details: list[dict[str, object]] = []
        if self.error_code:
            details.append({"@type": _FCM_ERROR, "errorCode": self.error_code})
        if self.field is not None:
            violation = {"field": self.field, "description": self.message}
            details.append({"@type": _BAD_REQUEST, "fieldViolations": [violation]})
        return {"details": details} if details else {}


def malformed(field: str, description: str) -> Refusal:
    """The JSON does not fit the schema; FCM itself has not seen it."""
    return Refusal(400, "INVALID_ARGUMENT", description, field=field)


def invalid_argument(field: str, description: str) -> Refusal:
    return Refusal(400, "INVALID_ARGUMENT", description, "INVALID_ARGUMENT", field)


# FCM answers a bad address in two forms, and a sender has to know both.
INVALID_TOKEN_BY_MESSAGE = Refusal(
    400,
    "INVALID_ARGUMENT",
    "The registration token is not a valid FCM registration token",
    "INVALID_ARGUMENT",
)


def invalid_address_by_field(kind: str) -> Refusal:
    return invalid_argument(f"message.{kind}", "Invalid registration token")


INVALID_PAYLOAD = invalid_argument("message.data", "Request contains an invalid argument.")

UNAUTHENTICATED = Refusal(
    401,
    "UNAUTHENTICATED",
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other "
    "valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
)
SENDER_MISMATCH = Refusal(403, "PERMISSION_DENIED", "SenderId mismatch", "SENDER_ID_MISMATCH")
UNREGISTERED = Refusal(404, "NOT_FOUND", "Requested entity was not found.", "UNREGISTERED")
QUOTA_EXCEEDED = Refusal(
    429,
    "RESOURCE_EXHAUSTED",
    "Quota exceeded for quota metric 'Send requests' and limit 'Send requests per minute'.",
    "QUOTA_EXCEEDED",
)
INTERNAL = Refusal(500, "INTERNAL", "Internal error encountered.", "INTERNAL")
UNAVAILABLE = Refusal(503, "UNAVAILABLE", "The service is currently unavailable.", "UNAVAILABLE")
