"""The semantic API over HTTP: `/client_interface/…`, as the root servers of BMLT serve it."""

from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from backend.api import limits
from backend.api.problems import Problem, TooManyRequests, as_problem
from meetings.bmlt import parameters
from meetings.bmlt.answering import envelope
from meetings.bmlt.answering.kept import KEPT
from meetings.bmlt.answering.packed import Packed, pack
from meetings.bmlt.answering.switchers import MAX_COST, Switcher, cost_of_answer, question_of, switcher_of
from meetings.bmlt.asking import Ask, Refused
from meetings.bmlt.authority import ANYBODY, authority_of
from meetings.bmlt.naws.dump import file_name, get_naws_dump, wanted_body
from meetings.bmlt.server_info import SERVER_INFO_XML
from meetings.stored import sequence

View = Callable[..., HttpResponseBase]
# Six hundred of the dearest questions a minute and address: a website asks for all its visitors from one.
POLICY = limits.Policy("bmlt", quota=600 * MAX_COST)
METHODS = ("GET", "HEAD", "OPTIONS")


def open_to_every_site(view: View) -> View:
    """Answer pages of any site, without cookies; and turn refusals into BMLT's JSON."""

    @csrf_exempt
    @wraps(view)
    def served(request: HttpRequest, **path: str) -> HttpResponseBase:
        if request.method not in METHODS:
            response: HttpResponseBase = envelope.refusal(Refused(405, "Use GET."))
            response["Allow"] = ", ".join(METHODS)
        elif request.method == "OPTIONS":
            response = HttpResponse(status=204, headers=envelope.PREFLIGHT)
        else:
            response = _answered(view, request, path)
        for name, value in envelope.EVERYBODY.items():
            response[name] = value
        return response

    return served


@open_to_every_site
def semantic(request: HttpRequest, *, base: str, data_format: str) -> HttpResponseBase:
    given = parameters.read(_pairs(request))
    switcher = switcher_of(given, data_format)
    frame = envelope.frame_of(data_format, given.text("callback"))
    now = timezone.now()
    # A script tag of any page carries no header of its own: JSONP never speaks for somebody.
    authority = ANYBODY if data_format == "jsonp" else authority_of(request)
    ask = Ask(given, authority, data_format, f"{settings.PUBLIC_URL}{base}", now)
    if authority.bodies:
        response = _for_authority(request, switcher, ask)
    else:
        response = _for_everybody(request, switcher, ask, frame)
    if switcher.answer is get_naws_dump:
        name = file_name(wanted_body(given), now=now)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@open_to_every_site
def server_info_xml(_request: HttpRequest, **_path: str) -> HttpResponseBase:
    return HttpResponse(SERVER_INFO_XML, content_type="application/xml")


def _for_everybody(request: HttpRequest, switcher: Switcher, ask: Ask, frame: tuple[bytes, bytes]) -> HttpResponseBase:
    """Answer from what is kept, at no cost; else work it out, at its price."""
    version, question = sequence.current_with_structure(), question_of(switcher, ask)
    kept, balance = KEPT.get(version, question), None
    if kept is None:
        balance = _charge(request, switcher, ask)
        kept = KEPT.get_or_make(version, question, partial(_made, switcher, ask))
    response = envelope.kept_response(request, kept, data_format=ask.data_format, frame=frame)
    if balance is None and response.status_code == HTTPStatus.OK:
        balance = limits.balance_of(POLICY, limits.caller_of(request), now=ask.now)
    return _with_balance(response, balance)


def _for_authority(request: HttpRequest, switcher: Switcher, ask: Ask) -> HttpResponseBase:
    balance = _charge(request, switcher, ask)
    return _with_balance(envelope.private_response(switcher.answer(ask), data_format=ask.data_format), balance)


def _made(switcher: Switcher, ask: Ask) -> Packed:
    return pack(switcher.answer(ask))


def _charge(request: HttpRequest, switcher: Switcher, ask: Ask) -> limits.Balance:
    cost = cost_of_answer(switcher, ask.parameters)
    return limits.spend(POLICY, limits.caller_of(request), cost, now=ask.now)


def _with_balance(response: HttpResponseBase, balance: limits.Balance | None) -> HttpResponseBase:
    for name, value in (balance.headers if balance else {}).items():
        response[name] = value
    return response


def _answered(view: View, request: HttpRequest, path: dict[str, str]) -> HttpResponseBase:
    try:
        return view(request, **path)
    except Refused as refused:
        return envelope.refusal(refused)
    except (TooManyRequests, OperationalError) as error:
        problem = as_problem(error)
        if problem is None:
            raise
        return _refused(problem)


def _refused(problem: Problem) -> HttpResponse:
    response = envelope.refusal(Refused(problem.status, problem.title))
    for name, value in problem.headers.items():
        response[name] = value
    return response


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    # Read here, because Django refuses long lists of parameters, and a region asks for many bodies.
    # Bytes that a client has not escaped arrive as Latin-1 (PEP 3333) and are UTF-8 nearly always.
    query = request.META.get("QUERY_STRING", "").encode("latin-1", "replace").decode("utf-8", "replace")
    return parse_qsl(query, keep_blank_values=True, errors="replace")
