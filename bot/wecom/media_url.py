"""Decides whether a file's URL may be fetched, and from which address: resolved once, and connected to as resolved."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from actions.ports import NotFetched

_PORTS = {"https": 443, "http": 80}
# The rest of IPv6 is nobody's: old local addresses, and those that a translator takes to an IPv4 address inside.
_PUBLIC_6, _PRIVATE_6 = ip_network("2000::/3"), ip_network("fc00::/7")
Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True)
class Place:
    """Where a file is to be fetched: the host as it is named, the address it has, and the path, which is a secret."""

    scheme: str
    host: str
    port: int
    address: str
    path: str = field(repr=False)

    @property
    def host_header(self) -> str:
        """Return the host as a request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if _PORTS[self.scheme] == self.port else f"{host}:{self.port}"


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


class MediaHosts:
    """The hosts files may come from: that of `api_base`, and those of `media_hosts` (`*.` stands for labels)."""

    def __init__(self, api_base: str, media_hosts: Sequence[str], resolve: Resolve = resolve) -> None:
        self._own = _origin(_split(api_base))
        self._patterns = tuple(pattern.lower().rstrip(".") for pattern in media_hosts)
        self._resolve = resolve

    def place(self, url: str) -> Place:
        """Return where a URL may be fetched; raises NotFetched url, host, address or (to be tried again) dns."""
        parts = _split(url)
        scheme, host, port = origin = _origin(parts)
        is_own = origin == self._own
        if not is_own and (scheme != "https" or port != 443):
            raise NotFetched("url")
        if not is_own and not self._is_listed(host):
            raise NotFetched("host")
        address = self._pinned(host, port, is_own=is_own)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return Place(scheme, host, port, address, path)

    def _is_listed(self, host: str) -> bool:
        # An address is no name, whatever a pattern says.
        return _as_address(host) is None and any(_matches(pattern, host) for pattern in self._patterns)

    def _pinned(self, host: str, port: int, *, is_own: bool) -> str:
        addresses = self._addresses(host, port)
        # One bad address among good ones is no accident: a name that points inside is refused whole.
        if not is_own and any(not self._may_be(address) for address in addresses):
            raise NotFetched("address")
        return str(addresses[0])

    def _addresses(self, host: str, port: int) -> list[Address]:
        try:
            found = [ip_address(text.partition("%")[0]) for text in self._resolve(host, port)]
        except (OSError, UnicodeError, ValueError):
            found = []
        if not found:
            raise NotFetched("dns", again=True)
        return found

    def _may_be(self, address: Address) -> bool:
        plain = _plain(address)
        if plain.is_global and not plain.is_multicast and (plain.version == 4 or plain in _PUBLIC_6):
            return True
        # Where the platform itself stands in a private network, its store of files does too.
        is_inside = plain.is_private and not (plain.is_loopback or plain.is_link_local or plain.is_unspecified)
        return is_inside and (plain.version == 4 or plain in _PRIVATE_6) and self._own_is_inside()

    def _own_is_inside(self) -> bool:
        _scheme, host, port = self._own
        own = [_plain(address) for address in self._addresses(host, port)]
        return all(address.is_private and not address.is_link_local for address in own)


def _split(url: str) -> SplitResult:
    # What one reader takes for the host another may take for a user's name: nothing that is read in two ways passes.
    if "\\" in url or any(ord(sign) <= 32 or ord(sign) == 127 for sign in url):
        raise NotFetched("url")
    try:
        parts = urlsplit(url)
        is_plain = parts.port is None or parts.port > 0
    except ValueError:
        raise NotFetched("url") from None
    if not is_plain or parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        raise NotFetched("url")
    if not (parts.path + parts.query).isascii() or not parts.hostname.isascii():
        raise NotFetched("url")
    return parts


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    host = (parts.hostname or "").lower().rstrip(".")
    return parts.scheme, host, parts.port or _PORTS[parts.scheme]


def _matches(pattern: str, host: str) -> bool:
    """Compare label by label: `*` stands for one label or, at the beginning, for one or more."""
    wanted, given = pattern.split("."), host.split(".")
    if wanted[0] == "*" and len(given) > len(wanted):
        given = given[len(given) - len(wanted) :]
    if len(wanted) != len(given) or not all(given):
        return False
    return all(want in ("*", label) for want, label in zip(wanted, given, strict=True))


def _as_address(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _plain(address: Address) -> Address:
    """Return the IPv4 address inside an IPv6 one (mapped, 6to4, NAT64), which is where the connection would end."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour or address
    is_nat64 = address.packed[:12] == bytes.fromhex("0064ff9b0000000000000000")
    return IPv4Address(address.packed[12:]) if is_nat64 else address
