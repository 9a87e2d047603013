from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.net.policy import Policy, is_public, opening

_NOT_PUBLIC = """
10.0.0.1 127.0.0.1 169.254.169.254 100.64.0.1 100.100.100.200 168.63.129.16 192.0.0.192 192.0.0.9
192.0.0.170 192.0.2.1 192.88.99.1 198.18.0.1 198.51.100.1 224.0.0.1 240.0.0.1 255.255.255.255
0.1.2.3 ::1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 ::ffff:0:7f00:1 64:ff9b::7f00:1
64:ff9b::a9fe:a9fe 64:ff9b:1::7f00:1 2002:7f00:1:: 2002:a9fe:a9fe:: 2001:0:1:1:1:1:80ff:fffe
2001:db8::1 2001:20::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1 100::1
172.16.0.1 192.168.1.1 203.0.113.7 192.31.196.1 192.52.193.1 192.175.48.1 0.0.0.0 :: fe80::1%lo
2606:4700::5efe:7f00:1 2606:4700::200:5efe:a00:1 2606:4700:4700::1111%lo 4000::1 2620:4f:8000::1
fd20:ce::254
"""
_PUBLIC = """
93.184.216.34 1.1.1.1 8.8.8.8 2606:4700:4700::1111 2a00:1450:4001:830::200e ::ffff:1.1.1.1
64:ff9b::808:808 172.15.255.255 172.32.0.1 100.63.255.255 100.128.0.1 223.255.255.255
2001:200::1 2606:4700::5efe:808:808
"""


@pytest.mark.parametrize("address", _NOT_PUBLIC.split())
def test_an_address_that_is_not_of_the_public_internet(address):
    assert not is_public(address)
    assert not Policy().allows("host.test", address, 80)


@pytest.mark.parametrize("address", _PUBLIC.split())
def test_an_address_of_the_public_internet(address):
    assert is_public(address)
    assert Policy().allows("host.test", address, 443)
    assert not Policy().allows("host.test", address, 22)


def in_ipv6(low: int) -> list[IPv6Address]:
    """Every form of IPv6 that ends at the IPv4 address `low`."""
    return [
        IPv6Address(low),
        IPv6Address((0xFFFF << 32) | low),
        IPv6Address((0xFFFF << 48) | low),
        IPv6Address((0x64FF9B << 96) | low),
        IPv6Address((0x64FF9B0001 << 80) | low),
        IPv6Address((0x2002 << 112) | (low << 80)),
        IPv6Address((0x20010000 << 96) | (low << 64) | (low ^ 0xFFFFFFFF)),
        IPv6Address((0x26064700 << 96) | (0x00005EFE << 32) | low),
        IPv6Address((0x26064700 << 96) | (0x02005EFE << 32) | low),
    ]


@given(st.ip_addresses(v=4))
def test_no_ipv6_form_opens_an_ipv4_address_that_is_not_public(address: IPv4Address):
    for form in in_ipv6(int(address)):
        assert is_public(address) or not is_public(form)


@given(st.ip_addresses())
def test_nothing_that_python_calls_special_is_public(address):
    if address.is_private or address.is_multicast or address.is_loopback or address.is_link_local:
        mapped = getattr(address, "ipv4_mapped", None)
        assert not is_public(address) or (mapped and is_public(mapped))


@given(st.ip_addresses(v=6))
def test_ipv6_beyond_global_unicast_is_not_public(address):
    if int(address) >> 125 != 1 and address.ipv4_mapped is None:
        assert not is_public(address) or int(address) >> 32 == 0x64FF9B << 64


@pytest.mark.parametrize(
    ("entry", "host", "address", "port", "allowed"),
    [
        ("wiki.lan:8080", "wiki.lan", "10.0.0.5", 8080, True),
        ("wiki.lan:8080", "wiki.lan", "10.0.0.5", 80, False),
        ("wiki.lan:8080", "other.lan", "10.0.0.5", 8080, False),
        ("wiki.lan:8080", "x.wiki.lan", "10.0.0.5", 8080, False),
        ("Wiki.LAN.", "wiki.lan", "10.0.0.5", 1234, True),
        ("10.0.0.0/8", "any.test", "10.0.0.5", 1234, True),
        ("10.0.0.0/8:8080", "any.test", "10.0.0.5", 8080, True),
        ("10.0.0.0/8:8080", "any.test", "10.0.0.5", 80, False),
        ("10.0.0.5/8", "any.test", "10.9.9.9", 80, True),
        ("10.0.0.5", "any.test", "::ffff:10.0.0.5", 80, True),
        ("wiki.lan:1", "wiki.lan", "10.0.0.5", 1, True),
        ("wiki.lan:65535", "wiki.lan", "10.0.0.5", 65535, True),
        ("10.0.0.5", "any.test", "10.0.0.6", 80, False),
        ("[fd00::1]:8080", "any.test", "fd00::1", 8080, True),
        ("[fd00::/8]:8080", "any.test", "fd12::1", 8080, True),
        ("fd00::/8", "any.test", "fd12::1", 80, True),
        ("::1", "any.test", "::1", 80, True),
        ("news.test:8443", "news.test", "1.1.1.1", 8443, True),
        ("0.0.0.0/0", "any.test", "169.254.169.254", 80, False),
        ("169.254.0.0/16", "any.test", "169.254.169.254", 80, False),
        ("metadata.test", "metadata.test", "169.254.169.254", 80, False),
        ("168.63.129.16", "any.test", "168.63.129.16", 80, True),
        ("169.254.169.254:80", "any.test", "169.254.169.254", 80, True),
        ("169.254.169.254:80", "any.test", "::ffff:169.254.169.254", 80, True),
        ("fd00::/8", "any.test", "fd00:ec2::254", 80, False),
        ("100.64.0.0/10", "any.test", "100.100.100.200", 80, False),
    ],
)
def test_the_allow_list_opens_what_it_names_and_nothing_else(entry, host, address, port, allowed):
    assert Policy([entry]).allows(host, address, port) is allowed


@pytest.mark.parametrize(
    "entry",
    [
        *("", "a b", "http://x", "host:99999", "host:65536", "host:0", "10.0.0.0/40", "::g"),
        *("wi[ki.lan", "wi[ki].lan:80", "host:", "10.0.0.1:٨٠", "-a.lan", "a..lan"),
    ],
)
def test_an_entry_that_can_not_be_read_is_named(entry):
    with pytest.raises(ValueError, match="host, host:port, address or network"):
        Policy([entry])


def test_a_port_is_ruled_out_before_any_look_up():
    policy = Policy(["wiki.lan:8080"])
    assert policy.may_use_port("wiki.lan", 8080)
    assert not policy.may_use_port("other.lan", 8080)
    assert policy.may_use_port("other.lan", 443)


def test_without_the_public_web_only_the_allow_list_is_open():
    policy = Policy(["wiki.lan:8080"], public=False)
    assert not policy.allows("news.test", "1.1.1.1", 443)
    assert not policy.may_use_port("news.test", 443)
    assert policy.allows("wiki.lan", "1.1.1.1", 8080)


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("https://a.test/x", "a.test:443"),
        ("http://a.test", "a.test:80"),
        ("http://a.test:8080/", "a.test:8080"),
        ("http://[fd00::1]/", "[fd00::1]:80"),
        ("https://á/", "xn--1ca:443"),
        ("https://Bücher.test/x", "xn--bcher-kva.test:443"),
    ],
)
def test_the_entry_for_an_address_opens_its_host_and_port(address, entry):
    assert opening(address) == entry
    Policy([entry])  # an entry that the list takes
