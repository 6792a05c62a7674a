"""Addresses in one line, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.imports.reading.addresses import Address, address_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 Sample Street, New York, NY 10000, USA", Address("12 Sample Street", "New York", "NY", "10000", "USA")),
        ("12 Sample Street, New York, NY, 10000, USA", Address("12 Sample Street", "New York", "NY", "10000", "USA")),
        ("Hall, 12 Sample Street, New York, NY, USA", Address("Hall, 12 Sample Street", "New York", "NY", "", "USA")),
        (
            "8318 104 St, Edmonton, Alberta, T6E 4E8, Canada",
            Address("8318 104 St", "Edmonton", "Alberta", "T6E 4E8", "Canada"),
        ),
        ("10 Rue X, 75001 Paris, France", Address("10 Rue X", "Paris", "", "75001", "France")),
        ("12 Sample Street, New York", Address("12 Sample Street", "New York")),
        ("New York, NY, USA", Address("", "New York", "NY", "", "USA")),
        ("Anytown, OK 12345, USA", Address("", "Anytown", "OK", "12345", "USA")),
        ("Berlin", Address(city="Berlin")),
        ("51st & Wornall", Address(street="51st & Wornall")),
        (" , ,", Address()),
    ],
)
def test_an_address_is_taken_apart_as_far_as_it_is_certain(text, expected):
    assert address_of(text) == expected


@pytest.mark.parametrize(
    ("text", "is_approximate"),
    [("Chicago, IL, USA", True), ("Chicago, IL 60007, USA", True), ("1 Main St, Chicago, IL 60007, USA", False)],
)
def test_an_address_without_a_street_is_approximate(text, is_approximate):
    assert address_of(text).is_approximate is is_approximate


@given(st.text(alphabet=st.sampled_from("ab ,1-é中")))
def test_nothing_of_an_address_is_lost(text):
    address = address_of(text)

    kept = sorted("".join(vars(address).values()).replace(",", "").replace(" ", ""))
    assert kept == sorted(text.replace(",", "").replace(" ", ""))
