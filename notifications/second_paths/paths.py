"""Which second paths staff have: a work e-mail, a webhook of their pager."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from backend.accounts.models import Account
from backend.api.problems import Invalid, InvalidRequest, Problem
from notifications.models import SecondPath
from notifications.second_paths import resolving, signing, targets

Channel = SecondPath.Channel


class UnsafeWebhook(Problem):
    code, title, status = "unsafe-webhook", "A webhook must lead to a public address over https.", 422

    def __init__(self, detail: str) -> None:
        super().__init__(errors=[{"pointer": "/url", "detail": detail}])


class EmailOff(Problem):
    code, title, status = "email-off", "This service sends no e-mail.", 409


def paths_of(account: Account) -> list[SecondPath]:
    return list(SecondPath.objects.filter(account=account).order_by("channel"))


def set_email(account: Account, address: str, *, now: datetime) -> SecondPath:
    """Raises EmailOff where the operator has set up no mail server: nobody may count on what cannot come."""
    if not settings.EMAIL_HOST:
        raise EmailOff
    return _replace(account, Channel.EMAIL, address, secret=None, now=now)


def set_webhook(account: Account, url: str, *, now: datetime) -> SecondPath:
    """Each call makes a new secret. Raises UnsafeWebhook, InvalidRequest."""
    _check(url)
    return _replace(account, Channel.WEBHOOK, url, secret=signing.new_secret(), now=now)


def remove(account: Account, channel: str) -> None:
    """Removing what is not there is no error: the request may be a repeat."""
    SecondPath.objects.filter(account=account, channel=channel).delete()


def shown_address(path: SecondPath) -> str:
    """What its owner is shown of it: of a webhook the host alone, because such URLs often hold a key."""
    return urlsplit(path.address).netloc if path.channel == Channel.WEBHOOK else str(path.address)


def _check(url: str) -> None:
    try:
        parts = targets.read_target(url)
        host = str(parts.hostname)
        resolving.check_now(host, parts.port or 443, settings.WEBHOOK_PRIVATE_HOSTS)
    except targets.UnsafeTarget as error:
        raise UnsafeWebhook(str(error)) from None
    except resolving.UnknownHost:
        raise InvalidRequest(Invalid("/url", "This host cannot be found.")) from None


@transaction.atomic
def _replace(account: Account, channel: str, address: str, *, secret: str | None, now: datetime) -> SecondPath:
    """A new row with a new id: what is still open for the former address finds no path any more."""
    # Two requests at once would both find nothing to delete.
    Account.objects.select_for_update().get(pk=account.pk)
    remove(account, channel)
    return SecondPath.objects.create(account=account, channel=channel, address=address, secret=secret, created_at=now)
