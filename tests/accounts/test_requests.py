import pytest
from django.test import RequestFactory, override_settings

from accounts.requests import client_address


def address(remote: str = "192.0.2.1", forwarded: str | None = None) -> str | None:
    headers = {"x-forwarded-for": forwarded} if forwarded is not None else None
    return client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote))


def test_forwarded_header_is_ignored_by_default() -> None:
    assert address(forwarded="203.0.113.5") == "192.0.2.1"


@override_settings(TRUSTED_PROXIES=1)
def test_one_proxy_is_trusted_only_for_its_own_entry() -> None:
    assert address(forwarded="198.51.100.1, 203.0.113.5") == "203.0.113.5"


@override_settings(TRUSTED_PROXIES=2)
def test_two_proxies_are_trusted_for_the_second_entry_from_the_right() -> None:
    assert address(forwarded="198.51.100.1, 203.0.113.5, 10.0.0.1") == "203.0.113.5"


@override_settings(TRUSTED_PROXIES=2)
def test_too_short_a_header_falls_back_to_the_connection() -> None:
    assert address(forwarded="203.0.113.5") == "192.0.2.1"


@override_settings(TRUSTED_PROXIES=1)
@pytest.mark.parametrize(
    "junk", ["", " ", "unknown", "999.1.1.1", "1.2.3.4:80", "x" * 9000, "\x00"]
)
def test_malformed_header_falls_back_to_the_connection(junk: str) -> None:
    assert address(forwarded=junk) == "192.0.2.1"


def test_unix_socket_has_no_address() -> None:
    assert address(remote="") is None


def test_ipv6_visitor_is_identified_by_network() -> None:
    assert address("2001:db8:1:2::1") == address("2001:db8:1:2:ffff::9")
    assert address("2001:db8:1:2::1") != address("2001:db8:1:3::1")


def test_ipv4_written_as_ipv6_is_the_same_visitor() -> None:
    assert address("::ffff:192.0.2.1") == "192.0.2.1"
