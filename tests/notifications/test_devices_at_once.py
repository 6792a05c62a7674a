"""Phones that report at the same moment: each request is answered, and an address rings for one of them."""

import threading
from collections import Counter

import pytest
from django.db import connections

from notifications.models import Device, PushAddress

pytestmark = pytest.mark.django_db(transaction=True)

# One round may go well by luck.
ROUNDS = 12


def _phone(address):
    return {
        "platform": "android",
        "address": {"kind": "token", "value": address},
        "locale": "en-US",
        "tzid": "America/New_York",
        "app_version": "1.0",
        "notifications": "allowed",
    }


def _at_once(*requests):
    """Send all of them at the same moment; return how many got which status."""
    barrier, statuses = threading.Barrier(len(requests), timeout=30), []

    def send(request):
        try:
            barrier.wait()
            statuses.append(request().status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[request]) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(statuses)


def _put(client, installation_id, address):
    return lambda: client.put(f"/v1/devices/{installation_id}", _phone(address))


def _delete(client, installation_id):
    return lambda: client.delete(f"/v1/devices/{installation_id}")


def test_two_accounts_swap_their_addresses(api, dana, nora):
    danas, noras = api(dana), api(nora)
    statuses: Counter[int] = Counter()

    for number in range(ROUNDS):
        first, second = ("red", "blue") if number % 2 else ("blue", "red")
        statuses += _at_once(_put(danas, "danas", first), _put(noras, "noras", second))

    assert statuses == {200: 2 * ROUNDS}
    held = {address.value: address.device.account_id for address in PushAddress.objects.all()}
    assert held == {first: dana.pk, second: nora.pk}


def test_one_session_reports_several_installations_while_another_account_takes_the_address(api, dana, nora):
    danas, noras = api(dana), api(nora)
    statuses: Counter[int] = Counter()

    for _ in range(ROUNDS):
        several = [_put(danas, f"danas-{each}", "shared") for each in range(3)]
        statuses += _at_once(*several, _put(noras, "noras", "shared"))

    assert statuses == {200: 4 * ROUNDS}
    assert Device.objects.filter(account=dana.account).count() == 1
    assert PushAddress.objects.count() == 1


def test_two_sessions_of_one_account_report_the_same_phone_while_it_is_taken_off(api, dana):
    one, other = api(dana), api(dana)
    statuses: Counter[int] = Counter()

    for number in range(ROUNDS):
        statuses += _at_once(
            _put(one, "danas", f"old-{number}"), _put(other, "danas", f"new-{number}"), _delete(one, "danas")
        )

    assert statuses == {200: 2 * ROUNDS, 204: ROUNDS}
