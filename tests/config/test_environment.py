"""Reading environment variables for the settings."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment as env


@pytest.mark.parametrize("raw", ["", "   "])
def test_a_blank_value_counts_as_not_set(raw: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VARIABLE", raw)
    assert env.text("VARIABLE", default="given") == "given"
    assert env.flag("VARIABLE", default=True) is True
    assert env.number("VARIABLE", default=7) == 7
    assert env.choice("VARIABLE", default="text", choices=("text", "json")) == "text"
    assert env.domain("VARIABLE", default="localhost") == "localhost"


def test_a_server_address_becomes_the_parameters_of_psycopg(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VARIABLE", "postgres://admin:se%20cret@db:5433/postgres?sslmode=require")
    assert env.server("VARIABLE") == {
        "user": "admin",
        "password": "se cret",
        "host": "db",
        "port": 5433,
        "sslmode": "require",
    }


def test_a_mail_address_keeps_its_folder_and_its_options(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VARIABLE", "filemail:///a/folder")
    assert env.mail("VARIABLE")["EMAIL_FILE_PATH"] == "/a/folder"
    monkeypatch.setenv("VARIABLE", "smtp+tls://user:password@mail.internal:587")
    assert env.mail("VARIABLE")["EMAIL_USE_TLS"] is True


def test_a_place_is_a_folder_or_a_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    for good in ("", "/var/backups", "s3://bucket", "s3://bucket/a/b"):
        monkeypatch.setenv("VARIABLE", good)
        assert env.place("VARIABLE") == good
    for bad in ("backups", "s3:/bucket", "s3://", "ftp://host/x"):
        monkeypatch.setenv("VARIABLE", bad)
        with pytest.raises(ImproperlyConfigured, match="Write the path of a folder"):
            env.place("VARIABLE")
