"""Connections: where they may lead, and how old their TLS may be.

An address is checked when it has been connected to and before anything is asked, so that
a public name that resolves to a private machine is refused however it came to do so.
"""

import ipaddress
import socket
import ssl

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util.retry import Retry
from urllib3.util.ssl_ import create_urllib3_context

# ssl.OP_LEGACY_SERVER_CONNECT has a name from Python 3.12 on.
_LEGACY_SERVER_CONNECT = 0x4


class PrivateAddress(HTTPError):
    """A name that leads into a private network."""


class Transport(HTTPAdapter):
    """Connections of one portal.

    Args:
        retries: how often to ask again.
        local: whether the portal may be on this machine or in a private network.
        legacy_tls: accept servers without secure renegotiation, and older ciphers;
            certificates are verified all the same.
    """

    def __init__(self, retries: Retry, *, local: bool, legacy_tls: bool) -> None:
        self._local = local
        self._legacy_tls = legacy_tls
        super().__init__(max_retries=retries)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: object
    ) -> None:
        if self._legacy_tls:
            pool_kwargs["ssl_context"] = _legacy_context()
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs)
        if not self._local:
            self.poolmanager.pool_classes_by_scheme = {"http": _PublicPool, "https": _PublicTlsPool}


def _legacy_context() -> ssl.SSLContext:
    context = create_urllib3_context(ciphers="DEFAULT:@SECLEVEL=1")
    context.options |= _LEGACY_SERVER_CONNECT
    return context


def _checked(connected: socket.socket) -> socket.socket:
    address = str(connected.getpeername()[0]).partition("%")[0]
    if ipaddress.ip_address(address).is_global:
        return connected
    connected.close()
    raise PrivateAddress(f"the address {address} is private")


class _PublicConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _PublicTlsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicTlsPool(HTTPSConnectionPool):
    ConnectionCls = _PublicTlsConnection
