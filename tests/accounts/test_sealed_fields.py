import pytest

from backend.accounts.keys import store
from backend.accounts.keys.models import DataKey
from backend.accounts.models import Account
from backend.accounts.sealed import KeyDestroyed

pytestmark = pytest.mark.django_db


def stored_handle(account_id):
    return Account.objects.filter(pk=account_id).values_list("handle", flat=True)[0]


def test_a_value_comes_back_as_it_was_written(dana):
    assert Account.objects.get(pk=dana.pk).handle == "dana"


def test_without_its_key_a_value_reads_as_nothing(dana):
    store.destroy_key(dana.pk)

    assert Account.objects.get(pk=dana.pk).handle is None


def test_nothing_is_written_for_an_account_whose_key_is_gone(dana):
    store.destroy_key(dana.pk)
    dana.account.handle = "new"

    with pytest.raises(KeyDestroyed):
        dana.account.save()


def test_a_ciphertext_moved_to_another_row_does_not_open(dana, nora):
    Account.objects.filter(pk=nora.pk).update(handle=stored_handle(dana.pk))

    with pytest.raises(Exception, match=r"^$"):
        _ = Account.objects.get(pk=nora.pk).handle


def test_an_update_query_cannot_write_in_clear(dana):
    with pytest.raises(TypeError, match="save"):
        Account.objects.filter(pk=dana.pk).update(handle="in clear")


def test_one_query_fetches_the_keys_of_many(dana, nora, django_assert_num_queries):
    accounts = list(Account.objects.filter(pk__in=[dana.pk, nora.pk]))

    with django_assert_num_queries(1, using="keys"), store.key_scope():
        store.preload(account.pk for account in accounts)
        handles = {account.handle for account in accounts}

    assert handles == {"dana", "nora"}


def test_a_key_is_wrapped_for_its_own_account(dana, nora):
    DataKey.objects.filter(account_id=nora.pk).update(wrapped=DataKey.objects.get(account_id=dana.pk).wrapped)

    with pytest.raises(store.MasterKeyMissing):
        store.key_of(nora.pk)
