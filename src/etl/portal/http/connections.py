"""Connections: where they may lead, how old their TLS may be, and how they are read.

An address is checked when it has been connected to and before anything is asked, so that
a public name that resolves to a private machine is refused however it came to do so. A proxy
connects in our place and would have to be taken at its word: it is not used.
"""

import ipaddress
import socket
import ssl
from collections.abc import Mapping

from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.util.retry import Retry
from urllib3.util.ssl_ import create_urllib3_context

from etl.portal.addresses import authority
from etl.portal.http.answer_limits import MeteredSocket, MeteredTlsSocket

# ssl.OP_LEGACY_SERVER_CONNECT has a name from Python 3.12 on.
_LEGACY_SERVER_CONNECT = 0x4


class PrivateAddress(HTTPError):
    """A name that leads into a private network."""


class OtherHost(HTTPError):
    """A request that is on its way to a host other than the portal's."""


class ThroughProxy(HTTPError):
    """A request that the environment sends through a proxy."""


class Transport(HTTPAdapter):
    """Connections of one portal.

    Args:
        retries: how often to ask again.
        hosts: that may be connected to, as ``host`` or ``host:port``.
        local: whether the portal may be on this machine or in a private network, so that
            no address needs to be checked and a proxy may be used.
        legacy_tls: accept servers without secure renegotiation, and older ciphers;
            certificates are verified all the same.
    """

    def __init__(
        self, retries: Retry, *, hosts: frozenset[str], local: bool, legacy_tls: bool
    ) -> None:
        self._hosts = hosts
        self._local = local
        self._legacy_tls = legacy_tls
        super().__init__(max_retries=retries)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: object
    ) -> None:
        super().init_poolmanager(
            connections, maxsize, block, ssl_context=self._context(), **pool_kwargs
        )
        self.poolmanager.pool_classes_by_scheme = _ANY if self._local else _PUBLIC

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: object) -> ProxyManager:
        manager: ProxyManager = super().proxy_manager_for(
            proxy, ssl_context=self._context(), **proxy_kwargs
        )
        manager.pool_classes_by_scheme = _ANY
        return manager

    def get_connection_with_tls_context(
        self,
        request: PreparedRequest,
        verify: bool | str | None,
        proxies: Mapping[str, str] | None = None,
        cert: tuple[str, str] | str | None = None,
    ) -> ConnectionPool:
        url = request.url or ""
        if authority(url) not in self._hosts:
            raise OtherHost(f"{url} is not the portal's")
        if not self._local and select_proxy(url, dict(proxies or {})):
            raise ThroughProxy(f"a proxy is set for {url}")
        return super().get_connection_with_tls_context(request, verify, proxies, cert)

    def _context(self) -> ssl.SSLContext:
        if self._legacy_tls:
            context = create_urllib3_context(ciphers="DEFAULT:@SECLEVEL=1")
            context.options |= _LEGACY_SERVER_CONNECT
        else:
            context = create_urllib3_context()
        context.sslsocket_class = MeteredTlsSocket
        return context


def _checked(connected: socket.socket) -> socket.socket:
    address = str(connected.getpeername()[0]).partition("%")[0]
    if ipaddress.ip_address(address).is_global:
        return connected
    connected.close()
    raise PrivateAddress(f"the address {address} is private")


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return MeteredSocket.over(super()._new_conn())


class _TlsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return MeteredSocket.over(super()._new_conn())


class _PublicConnection(_Connection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _PublicTlsConnection(_TlsConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicTlsPool(HTTPSConnectionPool):
    ConnectionCls = _PublicTlsConnection


_ANY = {"http": _Pool, "https": _TlsPool}
_PUBLIC = {"http": _PublicPool, "https": _PublicTlsPool}
