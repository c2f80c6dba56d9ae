"""TLS for the local portal: a certificate of its own, and contexts new and old."""

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Files of a certificate for this machine that nobody else has signed.

    Whoever is to trust it sets ``REQUESTS_CA_BUNDLE`` to ``path``.
    """

    path: Path
    key: Path


def certificate_in(folder: Path) -> Certificate:
    """The certificate in ``folder``, made where there is none; valid for a month."""
    files = Certificate(folder / "certificate.pem", folder / "key.pem")
    if files.path.exists():
        return files
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(_HOST))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    files.key.write_bytes(private)
    files.path.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    return files


def context(certificate: Certificate, *, old: bool) -> ssl.SSLContext:
    """How to speak TLS; ``old``: only with a cipher that Python refuses by default."""
    speaks = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    speaks.load_cert_chain(certificate.path, certificate.key)
    if old:
        speaks.maximum_version = ssl.TLSVersion.TLSv1_2
        speaks.set_ciphers("ECDHE-RSA-AES256-SHA")
    return speaks
