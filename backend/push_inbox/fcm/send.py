"""`POST /v1/projects/{project}/messages:send`: judge, journal, ring, answer."""

import asyncio
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from backend.push_inbox.behaviour import Behaviour, InvalidForm, Outcome
from backend.push_inbox.fcm import answers, rules
from backend.push_inbox.fcm.answers import Refusal
from backend.push_inbox.fcm.rules import Envelope
from backend.push_inbox.fcm.service_account import GRANT_TYPE, LIFETIME, PROJECT, GrantError, TokenDesk
from backend.push_inbox.live import Inbox

_TAKEN = {Outcome.ACCEPTED, Outcome.DROP_AFTER}
_CUT = {Outcome.DROP_BEFORE, Outcome.DROP_AFTER}
_REFUSALS = {
    Outcome.UNREGISTERED: answers.UNREGISTERED,
    Outcome.SENDER_MISMATCH: answers.SENDER_MISMATCH,
    Outcome.QUOTA: answers.QUOTA_EXCEEDED,
    Outcome.R503: answers.UNAVAILABLE,
    Outcome.E500: answers.INTERNAL,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: Outcome
    refusal: Refusal | None = None


class Gateway:
    """The two addresses of Google that a sender speaks to."""

    def __init__(self, inbox: Inbox, tokens: TokenDesk) -> None:
        self._inbox = inbox
        self._tokens = tokens

    async def trade_token(self, request: web.Request) -> web.Response:
        form = await request.post()
        if form.get("grant_type") != GRANT_TYPE:
            return _oauth_error("unsupported_grant_type", f"Invalid grant_type: expected {GRANT_TYPE}")
        try:
            token = self._tokens.trade(str(form.get("assertion", "")), datetime.now(UTC))
        except GrantError as error:
            return _oauth_error("invalid_grant", str(error))
        body = {"access_token": token, "expires_in": int(LIFETIME.total_seconds()), "token_type": "Bearer"}
        return web.json_response(body)

    async def send(self, request: web.Request) -> web.StreamResponse:
        now = datetime.now(UTC)
        if not self._tokens.is_valid(request.headers.get("Authorization", ""), now):
            return _refuse(answers.UNAUTHENTICATED)
        envelope = rules.open_envelope(await request.read())
        behaviour = self._inbox.behaviour
        if envelope.is_validate_only:
            return _validated(envelope)
        verdict = self._judge(request.match_info["project"], envelope)
        seq = self._record(request, envelope, verdict.outcome, now)
        return await _answer(request, verdict, behaviour, seq)

    def _judge(self, project: str, envelope: Envelope) -> Verdict:
        """What is wrong with the request comes first, then what the address was told, then chance."""
        if fault := rules.find_fault(envelope):
            return Verdict(Outcome.INVALID, fault)
        if project != PROJECT:
            return Verdict(Outcome.SENDER_MISMATCH, answers.SENDER_MISMATCH)
        if self._inbox.phones.is_uninstalled(envelope.address):
            return Verdict(Outcome.UNREGISTERED, answers.UNREGISTERED)
        behaviour = self._inbox.behaviour
        outcome = behaviour.next_outcome(envelope.address)
        if outcome is Outcome.INVALID:
            return Verdict(outcome, _invalid(behaviour.invalid_form, envelope.address_kind))
        return Verdict(outcome, _REFUSALS.get(outcome))

    def _record(self, request: web.Request, envelope: Envelope, outcome: Outcome, now: datetime) -> int:
        """Write the line before anything is answered, and ring the phone if the message was taken."""
        address, message = envelope.address, envelope.message
        without_address = message and {k: v for k, v in message.items() if k not in ("token", "fid")}
        headers = {name.lower(): value for name, value in request.headers.items()}
        headers.pop("authorization", None)
        seq = self._inbox.journal.append(
            received_at=now,
            address=address,
            path=request.path,
            headers=headers,
            message=without_address,
            outcome=outcome,
        )
        if outcome in _TAKEN and address and message:
            self._inbox.phones.deliver(address, message, now)
        self._inbox.counts[outcome] += 1
        self._inbox.signal.fire()
        return seq


def _invalid(form: InvalidForm, address_kind: str) -> Refusal:
    match form:
        case InvalidForm.FIELD:
            return answers.invalid_address_by_field(address_kind)
        case InvalidForm.MESSAGE:
            return answers.INVALID_TOKEN_BY_MESSAGE
        case InvalidForm.PAYLOAD:
            return answers.INVALID_PAYLOAD


def _validated(envelope: Envelope) -> web.Response:
    """A dry run reaches no phone, so it is no matter for the journal either."""
    fault = rules.find_fault(envelope)
    return _refuse(fault) if fault else _named("fake_message_id")


async def _answer(request: web.Request, verdict: Verdict, behaviour: Behaviour, seq: int) -> web.StreamResponse:
    if verdict.outcome is Outcome.HANG:
        # Ends when the client leaves: the server cancels the handler then.
        await asyncio.get_running_loop().create_future()
    if behaviour.latency_ms:
        await asyncio.sleep(behaviour.latency_ms / 1000)
    if verdict.outcome in _CUT:
        return _cut(request)
    if verdict.refusal is None:
        return _named(f"0:{time.time_ns() // 1000}%{seq:016x}")
    response = _refuse(verdict.refusal)
    if verdict.outcome is Outcome.QUOTA and behaviour.retry_after_s is not None:
        response.headers["Retry-After"] = str(behaviour.retry_after_s)
    return response


def _cut(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()  # written to a connection that is gone


def _named(message_id: str) -> web.Response:
    body = b'{"name":"projects/%s/messages/%s"}' % (PROJECT.encode(), message_id.encode())
    return web.Response(body=body, content_type="application/json", charset="utf-8")


def _refuse(refusal: Refusal) -> web.Response:
    return web.Response(body=refusal.body(), status=refusal.code, content_type="application/json", charset="utf-8")


def _oauth_error(code: str, description: str) -> web.Response:
    return web.Response(
        body=json.dumps({"error": code, "error_description": description}).encode(),
        status=400,
        content_type="application/json",
    )
