"""The certificate of the callback host is looked at now and then, and only where there is one."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from jobs.certificate import CertificateLook, ends_at
from rules.troubles import Trouble

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HOST = "https://12345.example.com"


def at_once(work: object) -> None:
    work()  # type: ignore[operator]


def refused(code: int) -> ssl.SSLCertVerificationError:
    problem = ssl.SSLCertVerificationError("certificate verify failed")
    problem.verify_code, problem.verify_message = code, "planted"
    return problem


def look(shown: datetime | Exception, base_url: str = HOST) -> tuple[CertificateLook, list[tuple[str, int]]]:
    asked: list[tuple[str, int]] = []

    def fetch(host: str, port: int) -> datetime:
        asked.append((host, port))
        if isinstance(shown, Exception):
            raise shown
        return shown

    return CertificateLook(base_url, fetch=fetch, start=at_once), asked


@pytest.mark.parametrize(
    ("shown", "trouble", "days"),
    [
        (NOW + timedelta(days=14), None, None),
        (NOW + timedelta(days=13, hours=23), Trouble.CERTIFICATE_ENDS, 13),
        (NOW - timedelta(seconds=1), Trouble.CERTIFICATE, None),
        (refused(10), Trouble.CERTIFICATE, None),
        (refused(18), Trouble.CERTIFICATE_ENDS, None),
        (TimeoutError(), None, None),
    ],
)
def test_certificate_is_judged(shown: datetime | Exception, trouble: Trouble | None, days: int | None) -> None:
    found = look(shown)[0].finding(NOW)
    assert (found and found.trouble, found and found.days) == (trouble, days)


@pytest.mark.parametrize("base_url", ["http://12345.example.com", "https://127.0.0.1:8443", "https://localhost"])
def test_where_there_is_none_nobody_looks(base_url: str) -> None:
    watched, asked = look(NOW, base_url)
    assert watched.finding(NOW) is None and asked == []


def test_good_one_is_looked_at_every_six_hours_and_a_bad_one_every_ten_minutes() -> None:
    good, asked = look(NOW + timedelta(days=90), "https://12345.example.com:8443/x")
    for hour in range(13):
        good.finding(NOW + timedelta(hours=hour))
    assert asked == [("12345.example.com", 8443)] * 3
    bad, asked = look(refused(10))
    for minute in range(21):
        bad.finding(NOW + timedelta(minutes=minute))
    assert len(asked) == 3


@contextmanager
def serving(folder: Path, end: datetime) -> Iterator[int]:
    """Serve a certificate that ends at `end`; SSL_CERT_FILE may trust folder/shown.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    shown = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - timedelta(days=90))
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    pem, private = folder / "shown.pem", folder / "key.pem"
    pem.write_bytes(shown.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pkcs8 = serialization.PrivateFormat.PKCS8
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, pkcs8, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, private)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            try:
                context.wrap_socket(server.accept()[0], server_side=True).close()
            except OSError:
                return

        thread = threading.Thread(target=answer)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)


def test_end_is_read_from_a_real_handshake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    end = datetime.now(UTC).replace(microsecond=0) + timedelta(days=9)
    with serving(tmp_path, end) as port:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "shown.pem"))
        assert ends_at("127.0.0.1", port) == end


def test_certificate_nobody_trusts_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path, datetime.now(UTC) + timedelta(days=9)) as port, pytest.raises(ssl.SSLCertVerificationError):
        ends_at("127.0.0.1", port)
