"""Read environment variables; an invalid value stops the start with an error message."""

import ipaddress
import re
from importlib import resources
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env()
_LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_DATABASE_FORM = "postgres://LOGIN:PASSWORD@HOST:5432/NAME"


def text(name: str, *, default: str = "") -> str:
    """Read a string; a blank one counts as not set."""
    raw: str = _env.str(name, default="").strip()
    return raw or default


def line(name: str, *, longest: int = 200) -> str:
    """Read a short text in one line."""
    raw = text(name)
    if len(raw) > longest or not raw.isprintable():
        raise ImproperlyConfigured(
            f"{name} cannot be used. Write one line of at most {longest} characters."
        )
    return raw


def flag(name: str, *, default: bool) -> bool:
    """Read a boolean."""
    raw = text(name).lower()
    if raw in {"", "on", "off", "1", "0", "true", "false", "yes", "no"}:
        return default if not raw else raw in {"on", "1", "true", "yes"}
    raise ImproperlyConfigured(f'{name} is "{raw}". Write on or off.')


def number(name: str, *, default: int, low: int = 0, high: int = 1_000_000) -> int:
    """Read an integer between `low` and `high`."""
    raw = text(name, default=str(default))
    if not raw.isascii() or not raw.isdigit() or not low <= int(raw) <= high:
        raise ImproperlyConfigured(
            f'{name} is "{raw}". Write a whole number from {low} to {high}, such as {default}.'
        )
    return int(raw)


def choice(name: str, *, default: str, choices: tuple[str, ...]) -> str:
    """Read one of the given choices."""
    raw = text(name, default=default).lower()
    if raw not in choices:
        raise ImproperlyConfigured(f'{name} is "{raw}". Write one of: {", ".join(choices)}.')
    return raw


def file(name: str) -> Path | None:
    """Read the absolute path of a file, which may not exist yet; None if it is not set."""
    raw = text(name)
    if not raw:
        return None
    path = Path(raw)
    if not path.is_absolute() or path.is_dir() or not path.parent.is_dir():
        raise ImproperlyConfigured(
            f'{name} is "{raw}". Write the path of a file in a folder that exists, such as '
            "/var/log/shiftbook/audit.jsonl."
        )
    return path


def place(name: str) -> str:
    """Read where files are kept: the absolute path of a folder, or s3://BUCKET/PREFIX."""
    raw = text(name)
    if raw and not re.fullmatch(r"/.*|s3://[^/]+(/.*)?", raw):
        raise ImproperlyConfigured(
            f'{name} is "{raw}". Write the path of a folder, such as /var/backups/shiftbook, or '
            "s3://BUCKET/PREFIX."
        )
    return raw


def domain(name: str, *, default: str) -> str:
    """Read a host name."""
    raw = text(name, default=default).lower()
    if not re.fullmatch(rf"{_LABEL}(\.{_LABEL})*", raw) or len(raw) > 190:
        raise ImproperlyConfigured(
            f'{name} is "{raw}". Write a bare host name such as example.com, '
            "without scheme, port or path."
        )
    return raw


def ip_addresses(name: str) -> list[str]:
    """Read IP addresses, with spaces between them."""
    found = text(name).split()
    try:
        return [str(ipaddress.ip_address(raw)) for raw in found]
    except ValueError as error:
        raise ImproperlyConfigured(
            f'{name} is "{" ".join(found)}". Write IP addresses with spaces between them, such as '
            "9.9.9.9 149.112.112.112."
        ) from error


def secret(name: str, *, shortest: int = 32) -> str:
    """Read a random secret for one line of a configuration; "" if it is not set."""
    raw = text(name)
    if raw and (len(raw) < shortest or not re.fullmatch(r"[0-9A-Za-z._~+/=-]+", raw)):
        raise ImproperlyConfigured(
            f"{name} cannot be used. Write {shortest} or more random letters and digits, for "
            'example from: python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    return raw


def database(name: str) -> dict[str, Any]:
    """Read a PostgreSQL URL and return it with the keys of Django's DATABASES."""
    raw = text(name)
    if not raw.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(f"{name} must be a PostgreSQL address: {_DATABASE_FORM}")
    try:
        parsed: dict[str, Any] = dict(environ.Env.db_url_config(raw))
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} cannot be read ({error}). Write {_DATABASE_FORM}"
        ) from error
    if not parsed.get("USER") or not parsed.get("NAME"):
        raise ImproperlyConfigured(f"{name} must name a login and a database: {_DATABASE_FORM}")
    return parsed


def server(name: str) -> dict[str, Any] | None:
    """Read a PostgreSQL URL; return the server and login as psycopg's parameters, None if unset."""
    if not text(name):
        return None
    parsed = database(name)
    parameters = {"USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    options: dict[str, Any] = parsed.get("OPTIONS", {})
    return {new: parsed[old] for old, new in parameters.items() if parsed.get(old)} | options


def time_zones() -> list[str]:
    """Return the zones to choose from: those of the package, the same on every machine."""
    zones = resources.files("tzdata").joinpath("zones").read_text().split()
    return sorted(set(zones) - {"Factory"})  # which means "not set"


def mail(name: str) -> dict[str, Any]:
    """Read a mail URL and return Django's e-mail settings."""
    try:
        parsed: dict[str, Any] = _env.email_url(name)
    except (ImproperlyConfigured, KeyError, ValueError) as error:
        raise ImproperlyConfigured(
            f"{name} cannot be read. Write smtp+tls://USER:PASSWORD@HOST:587, "
            "consolemail:// or filemail:///a/folder."
        ) from error
    settings = {key: value for key, value in parsed.items() if key.startswith("EMAIL_")}
    if settings.get("EMAIL_FILE_PATH"):
        settings["EMAIL_FILE_PATH"] = f"/{settings['EMAIL_FILE_PATH']}"
    return {**settings, **parsed.get("OPTIONS", {})}
