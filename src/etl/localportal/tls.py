"""TLS for the local portal: a certificate of its own, and contexts new and old."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme

_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Files of a certificate for this machine, and of an authority that signed nothing else.

    Whoever is to trust it sets ``REQUESTS_CA_BUNDLE`` to ``authority``.
    """

    authority: Path
    server: Path
    """The key is in it, too."""


def certificate_in(folder: Path) -> Certificate:
    """The certificate in ``folder``, made where there is none."""
    files = Certificate(folder / "authority.pem", folder / "server.pem")
    if not files.authority.exists():
        # The old cipher is one of RSA.
        rsa = trustme.KeyType.RSA
        authority = trustme.CA(key_type=rsa)
        signed = authority.issue_cert(_HOST, key_type=rsa)
        signed.private_key_and_cert_chain_pem.write_to_path(files.server)
        authority.cert_pem.write_to_path(files.authority)
    return files


def context(certificate: Certificate, *, old: bool) -> ssl.SSLContext:
    """How to speak TLS; ``old``: only with a cipher that Python refuses by default."""
    speaks = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    speaks.load_cert_chain(certificate.server)
    if old:
        speaks.maximum_version = ssl.TLSVersion.TLSv1_2
        speaks.set_ciphers("ECDHE-RSA-AES256-SHA")
    return speaks
