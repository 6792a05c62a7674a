"""Where a webhook may lead."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.second_paths.targets import UnsafeTarget, is_exempt, is_public, read_target

NOT_PUBLIC = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",  # metadata of Alibaba Cloud
    "127.0.0.1",
    "168.63.129.16",  # of Azure
    "169.254.169.254",  # of most others
    "172.16.0.1",
    "192.0.0.192",  # of Oracle Cloud
    "192.88.99.1",  # a relay of 6to4
    "192.168.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2001:0:a00:1::",
    "2002:a00:1::",
    "fc00::1",
    "fd00:ec2::254",  # metadata of AWS
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_leads_inside_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_an_address_of_the_open_internet_is_public(address):
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_is_judged_alike_when_it_is_written_as_ipv6(address: IPv4Address):
    mapped = IPv6Address(b"\0" * 10 + b"\xff\xff" + address.packed)

    assert is_public(mapped) == is_public(address)


@given(st.sampled_from(["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"]), st.integers(0, 2**16 - 1))
def test_no_address_of_a_private_network_is_public(network, offset):
    assert not is_public(ip_network(network)[offset])


@given(st.text())
def test_any_text_is_a_target_over_https_or_refused(text):
    try:
        parts = read_target(text)
    except UnsafeTarget:
        return

    assert parts.scheme == "https"
    assert parts.hostname


@pytest.mark.parametrize("host", ["pager.internal", "PAGER.internal", "pager.internal."])
def test_an_operator_names_hosts_in_any_spelling(host):
    assert is_exempt(host, ["Pager.internal"])
    assert not is_exempt("x." + host, ["Pager.internal"])
