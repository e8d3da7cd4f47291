"""Names and numbers of hosts: how they are spelt, which are of the public internet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address

_UNICAST = ip_network("2000::/3")  # all that is given out of IPv6 (RFC 4291, section 2.4)
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: IPv4 for networks that have only IPv6
_6TO4 = ip_network("2002::/16")  # RFC 3056
# What `ipaddress` lets pass, or does not know in every release of Python.
_CLOSED = tuple(
    map(
        ip_network,
        (
            "168.63.129.16/32",  # Azure's own, from within its machines
            "192.0.0.0/24",  # of protocols; Oracle's machines have their own data there
            "192.88.99.0/24",  # relays of 6to4, given up (RFC 7526)
            "2001::/32",  # Teredo: an IPv4 address and a port in disguise
            "3fff::/20",  # for documents (RFC 9637)
        ),
    )
)


def is_public(text: str) -> bool:
    """Whether the address *text* is of the public internet, and so is any that it wraps."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return _is_public(address)


def _is_public(address: Address) -> bool:
    wrapped = list(_wrapped(address))
    if address.version == 6 and address not in _UNICAST:
        return bool(wrapped) and all(map(_is_public, wrapped))
    closed = any(address in network for network in _CLOSED)
    if closed or address.is_multicast or not address.is_global:
        return False
    return all(map(_is_public, wrapped))


def _wrapped(address: Address) -> Iterator[IPv4Address]:
    """IPv4 addresses that *address* leads to."""
    if isinstance(address, IPv4Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    elif address in _NAT64:
        yield IPv4Address(int(address) & 0xFFFFFFFF)
    elif address in _6TO4 and address.sixtofour:
        yield address.sixtofour


def host_of(url: str) -> str:
    """Host of *url* in its one spelling, with the port where it names one; empty when there is
    none."""
    try:
        parts = urlsplit(url)
        host = plain_host(parts.hostname or "")
        return f"{host}:{parts.port}" if parts.port else host
    except ValueError:
        return ""


def plain_host(host: str) -> str:
    """The one spelling of *host*: small letters, ASCII, numbers as four (or as IPv6 has them)."""
    host = host.strip("[]").rstrip(".").lower()
    with suppress(ValueError):
        address = ip_address(host)
        return str(getattr(address, "ipv4_mapped", None) or address)
    with suppress(ValueError):
        return str(IPv4Address(_number(host)))
    with suppress(UnicodeError):
        return host.encode("idna").decode()
    return host


def _number(host: str) -> int:
    """The address that resolvers read from few, hexadecimal or octal numbers (``inet_aton``).

    Raises:
        ValueError: it is a name.
    """
    *high, low = map(_part, host.split("."))
    if len(high) > 3 or any(part > 255 for part in high) or low >= 256 ** (4 - len(high)):
        raise ValueError(host)
    return sum(part << 8 * (3 - place) for place, part in enumerate(high)) + low


def _part(text: str) -> int:
    if not text.isascii() or not text[:1].isdigit() or "_" in text:
        raise ValueError(text)
    octal = len(text) > 1 and text[0] == "0" and text[1] not in "xX"
    return int(text, 8 if octal else 0)


def is_of(host: str, port: int | None, patterns: Iterable[str]) -> bool:
    """Whether *host* is one of *patterns* or below one: ``example.org`` means
    ``img.example.org`` too, ``example.org:8000`` that port alone, ``*`` every host."""
    name = plain_host(host)
    return any(_fits(name, port, pattern) for pattern in patterns)


def _fits(name: str, port: int | None, pattern: str) -> bool:
    if pattern == "*":
        return True
    wanted, number = _split(pattern.removeprefix("*.").lstrip("."))
    if number is not None and number != port:
        return False
    return name == wanted or name.endswith(f".{wanted}")


def _split(pattern: str) -> tuple[str, int | None]:
    """Host and port; a bare IPv6 address has colons of its own."""
    host, colon, port = pattern.rpartition(":")
    if colon and port.isdecimal() and (":" not in host or host.startswith("[")):
        return plain_host(host), int(port)
    return plain_host(pattern), None
