"""An invalid environment variable stops the start with a message that says what to write."""

import os
import subprocess
import sys

import pytest

import config
from manage import main
from tests.serving import ROOT
from tests.waiting import PATIENCE

PRODUCTION = {
    "DATABASE_URL": "postgres://app:secret@db.internal:5432/shiftbook",
    "OWNER_DATABASE_URL": "postgres://owner:secret@db.internal:5432/shiftbook",
    "BASE_DOMAIN": "example.com",
    "SECRET_KEY": "k3y-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
    "EMAIL_URL": "smtp+tls://user:password@mail.internal:587",
    "TRUSTED_PROXIES": "1",
}


def manage(*args: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run manage.py with only these variables."""
    basic = {key: os.environ[key] for key in ("PATH", "HOME", "DATA_DIR") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *args],
        cwd=ROOT,
        env={**basic, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_deployment_checks_are_clean_with_production_variables() -> None:
    result = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (result.returncode, result.stderr) == (0, "")
    assert "no issues" in result.stdout


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"DEBUG": "perhaps"}, 'DEBUG is "perhaps". Write on or off.'),
        ({"HTTPS": "maybe"}, 'HTTPS is "maybe". Write on or off.'),
        ({"PORT": "eighty"}, 'PORT is "eighty". Write a whole number'),
        ({"PORT": "70000"}, 'PORT is "70000"'),
        ({"CONN_MAX_AGE": "-1"}, "CONN_MAX_AGE"),
        ({"DATABASE_POOL": "some"}, 'DATABASE_POOL is "some". Write a whole number'),
        ({"DATABASE_POOL": "4", "CONN_MAX_AGE": "0"}, "do not set DATABASE_POOL"),
        ({"BASE_DOMAIN": "https://example.com"}, "Write a bare host name"),
        ({"BASE_DOMAIN": "example.com:8000"}, "Write a bare host name"),
        ({"LOG_FORMAT": "xml"}, "Write one of: text, json"),
        ({"DATABASE_URL": "mysql://a:b@c/d"}, "must be a PostgreSQL address"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL must be a PostgreSQL address"),
        ({"DATABASE_URL": "postgres://a@h:port/x"}, "DATABASE_URL cannot be read"),
        ({"DATABASE_URL": "postgres://db.internal/shiftbook"}, "must name a login"),
        ({"OWNER_DATABASE_URL": "sqlite:///x"}, "OWNER_DATABASE_URL must be"),
        ({"EMAIL_URL": "pigeon://post"}, "EMAIL_URL"),
        ({"TRUSTED_PROXIES": "many"}, "TRUSTED_PROXIES"),
        ({"OPERATOR_SECOND_FACTOR": "some"}, 'OPERATOR_SECOND_FACTOR is "some". Write on or off.'),
        ({"SIGNUP": "on"}, 'SIGNUP is "on". Write one of: open, invite, off.'),
        ({"OPERATOR_IDLE_MINUTES": "5"}, 'OPERATOR_IDLE_MINUTES is "5"'),
        ({"OPERATOR_SESSION_HOURS": "0"}, 'OPERATOR_SESSION_HOURS is "0"'),
    ],
)
def test_an_invalid_value_stops_the_start_with_a_message(
    change: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in os.environ:
        if name not in ("PATH", "HOME", "DATA_DIR"):
            monkeypatch.delenv(name)
    for name, value in {**PRODUCTION, **change}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delitem(sys.modules, "config.settings")
    monkeypatch.delattr(config, "settings")
    monkeypatch.setattr(sys, "argv", ["manage.py", "check"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert str(caught.value.code).startswith("Shiftbook cannot start. ")
    assert sentence in str(caught.value.code)


def test_the_message_is_all_that_is_printed() -> None:
    result = manage("check", **PRODUCTION, PORT="eighty")
    assert result.returncode == 1
    assert result.stderr.startswith('Shiftbook cannot start. PORT is "eighty".')
    assert result.stderr.count("\n") == 1


def test_operators_without_a_second_factor_are_a_deployment_warning() -> None:
    result = manage("check", "--deploy", **PRODUCTION, OPERATOR_SECOND_FACTOR="off")
    assert "config.W003" in result.stderr


@pytest.mark.parametrize(("debug", "is_required"), [("off", "True"), ("on", "False")])
def test_operators_need_a_second_factor_without_debug(debug: str, is_required: str) -> None:
    script = "from django.conf import settings; print(settings.OPERATOR_SECOND_FACTOR)"
    result = manage("shell", "--no-imports", "-c", script, **PRODUCTION, DEBUG=debug)
    assert result.stdout.strip().endswith(is_required), result.stderr


def test_without_an_owner_login_the_check_warns() -> None:
    variables = {key: value for key, value in PRODUCTION.items() if key != "OWNER_DATABASE_URL"}
    result = manage("check", **variables)
    assert result.returncode == 0
    assert "tenants.W001" in result.stderr


def test_without_a_mail_server_the_deployment_check_warns() -> None:
    variables = {key: value for key, value in PRODUCTION.items() if key != "EMAIL_URL"}
    result = manage("check", "--deploy", **variables)
    assert "config.W001" in result.stderr


def test_https_without_a_proxy_is_an_error_of_deployment_checks() -> None:
    variables = PRODUCTION | {"TRUSTED_PROXIES": "0"}
    result = manage("check", "--deploy", **variables)
    assert result.returncode == 1
    assert "config.E001" in result.stderr
    assert "Set TRUSTED_PROXIES=1" in result.stderr
    assert manage("check", "--deploy", **variables, HTTPS="off").returncode == 0
    assert manage("check", **variables).returncode == 0


def test_https_without_a_proxy_is_not_served() -> None:
    basic = {key: os.environ[key] for key in ("PATH", "HOME", "DATA_DIR") if key in os.environ}
    result = subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        cwd=ROOT,
        env={**basic, **PRODUCTION, "TRUSTED_PROXIES": "0"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("Shiftbook cannot start. HTTPS is on, but TRUSTED_PROXIES is 0")
    assert "Traceback" not in result.stderr


def test_production_cookies_are_bound_to_one_host() -> None:
    code = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.SESSION_COOKIE_DOMAIN, s.SECURE_HSTS_SECONDS > 0)"
    )
    result = manage("shell", "--no-imports", "-c", code, **PRODUCTION)
    assert result.stdout.split() == ["__Host-sessionid", "__Host-csrftoken", "True", "None", "True"]


def test_previous_secrets_are_separated_by_spaces() -> None:
    secrets = {"SECRET_KEY_FALLBACKS": f" {'a' * 60}   {'b' * 60} "}
    script = "from django.conf import settings; print(settings.SECRET_KEY_FALLBACKS)"
    result = manage("shell", "--no-imports", "-c", script, **PRODUCTION, **secrets)
    assert result.stdout.strip() == str(["a" * 60, "b" * 60]), result.stderr
