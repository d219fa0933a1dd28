"""The files for containers and systemd: what they name exists, and nothing in them is careless."""

import os
import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from config.http import certificates
from tests.serving import ROOT

DEPLOY = ROOT / "deploy"
CONTAINER, SYSTEMD = DEPLOY / "container", DEPLOY / "systemd"
CONTAINERFILE = (CONTAINER / "Containerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((CONTAINER / "compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
UNITS = sorted(SYSTEMD.glob("*.service"))
GUIDES = [ROOT / "docs" / f"{name}.md" for name in ("deployment", "operations", "monitoring")]
# Django's own, and what the images and tools read themselves.
NOT_OURS = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "POSTGRES_PASSWORD_FILE"}


def texts() -> list[str]:
    files = [path for path in DEPLOY.rglob("*") if path.is_file()] + GUIDES
    return [path.read_text() for path in files]


def test_every_command_that_is_named_exists() -> None:
    pattern = r"manage\.py[\"',]*\s+\[?[\"']?([a-z][a-z_]+)"
    named = {name for text in texts() for name in re.findall(pattern, text)}
    assert {"migrate", "migrate_tenants", "collectstatic", "verify_audit"} <= named
    assert named - set(get_commands()) == set()


def variables() -> set[str]:
    """Return the environment variables that the files set for Shiftbook itself."""
    found = set(re.findall(r"(?m)^ENV (\w+)=|^    (\w+)=\S+ ?\\?$", CONTAINERFILE))
    named = {name for pair in found for name in pair if name}
    example = (CONTAINER / "shiftbook.env.example").read_text()
    named |= set(re.findall(r"(?m)^([A-Z_]+)=", example))
    for name in ("app", "worker"):
        named |= set(SERVICES[name]["environment"])
    for unit in UNITS:
        for line in re.findall(r"(?m)^Environment=(.*)$", unit.read_text()):
            named |= {pair.partition("=")[0] for pair in line.split()}
    return named - NOT_OURS


def test_every_variable_that_is_set_is_a_setting() -> None:
    read = "".join(path.read_text() for path in (ROOT / "config").rglob("*.py"))
    readme = (ROOT / "README.md").read_text()
    assert {"DATABASE_URL", "SECRET_KEY", "BASE_DOMAIN", "METRICS_TOKEN"} <= variables()
    for name in variables():
        assert f'"{name}"' in read, name
        assert f"`{name}`" in readme, name


def test_no_secret_is_in_a_file() -> None:
    for line in (CONTAINER / "shiftbook.env.example").read_text().splitlines():
        name, _, value = line.partition("=")
        if name in {"SECRET_KEY", "METRICS_TOKEN", "SENTRY_DSN"}:
            assert value == ""
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert "deploy/container/secrets/" in ignored
    assert "deploy/container/.env" in ignored
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"


def test_images_are_pinned_by_whoever_looked_at_them() -> None:
    assert "ARG PYTHON_IMAGE\n" in CONTAINERFILE
    assert {line.split()[1] for line in re.findall(r"(?m)^FROM .*$", CONTAINERFILE)} == {
        "${PYTHON_IMAGE}"
    }
    assert all(service["image"].startswith("${") for service in SERVICES.values())
    assert all(":?" in service["image"] for service in SERVICES.values())


def test_the_image_serves_as_nobody_and_copies_only_what_exists() -> None:
    app = CONTAINERFILE[CONTAINERFILE.index("AS app") :]
    assert "USER 65532:65532" in app
    assert "HEALTHCHECK" in app
    lines = re.findall(r"(?m)^COPY ([a-z][^/\n]*) \S+$", CONTAINERFILE)
    copied = [name for line in lines for name in line.split()]
    assert all((ROOT / name).exists() for name in copied)
    kept = re.findall(r"(?m)^!(\S+)", (ROOT / ".dockerignore").read_text())
    assert sorted(kept) == sorted(copied)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_container_may_do_little(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert ("mem_limit" in service) is (name != "database")
    assert bool(service.get("ports")) is (name == "proxy")


def test_the_proxy_replaces_what_visitors_send_of_its_headers() -> None:
    text = (CONTAINER / "Caddyfile").read_text()
    assert text.count("reverse_proxy") == 1
    assert "header_up X-Forwarded-For {remote_host}" in text
    assert "header_up X-Request-ID {http.request.uuid}" in text


def test_certificates_are_issued_only_for_domains_that_the_app_knows() -> None:
    text = (CONTAINER / "Caddyfile").read_text()
    assert f"ask http://app:8000{certificates.PATH}\n" in text
    assert text.count("on_demand\n") == 1
    volumes = SERVICES["proxy"]["volumes"]
    assert any(str(volume).endswith(":/data") for volume in volumes)


def test_the_pooler_pools_transactions() -> None:
    ini = RawConfigParser(inline_comment_prefixes=(";",))
    ini.read(CONTAINER / "pgbouncer.ini")
    assert ini["pgbouncer"]["pool_mode"] == "transaction"
    assert ini["pgbouncer"]["auth_type"] == "scram-sha-256"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_each_service_may_do_little(unit: Path) -> None:
    text = unit.read_text()
    for line in (
        "User=shiftbook",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "ProtectSystem=strict",
        "PrivateTmp=yes",
        "SystemCallFilter=@system-service",
    ):
        assert f"\n{line}\n" in text


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for unit in SYSTEMD.iterdir():
        text = unit.read_text().replace("/srv/shiftbook/.venv/bin/python", "/bin/true")
        (tmp_path / unit.name).write_text(text)
    result = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in result.stderr.splitlines() if "shiftbook" in line] == []


@pytest.mark.skipif(
    not (shutil.which("shellcheck") or "REQUIRE_CHECKERS" in os.environ), reason="needs shellcheck"
)
def test_shellcheck_accepts_the_script() -> None:
    subprocess.run(["shellcheck", str(DEPLOY / "deploy.sh")], check=True)
