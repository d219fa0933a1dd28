"""The tables of a new tenant, prepared: what the first process recorded, every other one replays.

What is replayed runs as the owner. So the table is the owner login's alone, each row is signed with
SECRET_KEY, and a row is found only by the fingerprint of all that it was made from.
"""

import hashlib
import json
import logging
import platform
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import django
import psycopg
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from tenants.context import public_context
from tenants.history import History, name_of
from tenants.models import PreparedTables
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.recording import Recording

logger = logging.getLogger("tenants")
SALT = "tenants.prepared"
KEPT = 3  # rows: releases that serve at the same time keep one each
SETTINGS = (
    "AUTH_USER_MODEL", "DATABASE_ROUTERS", "DEFAULT_AUTO_FIELD", "DEFAULT_INDEX_TABLESPACE",
    "DEFAULT_TABLESPACE", "INSTALLED_APPS", "LANGUAGE_CODE", "MIGRATION_MODULES", "SHARED_APPS",
    "TENANT_APPS", "TIME_ZONE", "USE_I18N", "USE_TZ",
)  # fmt: skip
IMPORTS = re.compile(rb"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)
# Known by their versions.
VERSIONED = sys.stdlib_module_names | {"django", "psycopg"}

# One for the table of records and one for each migration, in their order; None for what has to be
# run in every schema.
Recordings = Sequence[Recording | None]


def fingerprint(history: History) -> str:
    """Digest all that a new tenant's tables are made from; "" where that cannot be told.

    It covers the source of the migrations, of their apps and of what they import, the settings
    that Django asks meanwhile, and the versions of Python, Django, psycopg and the server.
    """
    files = _sources(history)
    if files is None:
        return ""
    made_from = [
        [name_of(node) for node in history.nodes],
        [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files],
        [(name, repr(getattr(settings, name))) for name in SETTINGS],
        [platform.python_version(), django.__version__, psycopg.__version__, psycopg.pq.version()],
        connections[OWNER_ALIAS].pg_version,  # type: ignore[attr-defined]
    ]
    return salted_hmac(SALT, json.dumps(made_from), algorithm="sha256").hexdigest()


def _sources(history: History) -> list[Path] | None:
    """List the files that the migrations depend on; None if one was not read from its own file."""
    own = [_file_of(history, node) for node in (*history.nodes, *sorted(history.shared))]
    found = {path for path in own if path}
    if len(found) < len(own):
        return None
    labels = {label for label, _ in history.nodes}
    folders = {Path(apps.get_app_config(label).path) for label in labels}
    folders.add(Path(__file__).parent)
    folders.update(_imported(found))
    return sorted(found.union(*(folder.rglob("*.py") for folder in folders)))


def _file_of(history: History, node: tuple[str, str]) -> Path | None:
    module = sys.modules.get(type(history.graph.nodes[node]).__module__)
    path = Path(getattr(module, "__file__", None) or "")
    return path if path.name == f"{node[1]}.py" and path.is_file() else None


def _imported(files: Iterable[Path]) -> Iterator[Path]:
    """Yield the folders of the packages that these files import."""
    names = {name.decode() for path in files for name in IMPORTS.findall(path.read_bytes())}
    for name in sorted(names - VERSIONED):
        yield from (Path(folder) for folder in getattr(sys.modules.get(name), "__path__", ()))


def load(key: str) -> Recordings | None:
    """Return what is kept under a fingerprint; None if there is nothing sound."""
    row = _read(key) if key else None
    if row is None:
        return None
    text, signature = row
    if not constant_time_compare(signature, _sign(key, text)):
        logger.warning("The prepared tables are not as they were written, and are made anew.")
        return None
    return [_decode(one) for one in json.loads(text)]


def _read(key: str) -> tuple[str, str] | None:
    """Read a row from wherever the connection is; that it cannot be read stops no tenant."""
    query = "SELECT recordings, signature FROM public.tenants_preparedtables WHERE fingerprint = %s"
    try:
        with transaction.atomic(using=OWNER_ALIAS), connections[OWNER_ALIAS].cursor() as cursor:
            cursor.execute(query, [key])
            row: tuple[str, str] | None = cursor.fetchone()
    except DatabaseError as error:
        logger.warning("The prepared tables cannot be read, and are made anew: %s", error)
        return None
    return row


def keep(key: str, recordings: Recordings) -> None:
    """Keep recordings, in place of what is there, and delete those of releases long gone."""
    if not key:
        return
    text = json.dumps([_encode(one) for one in recordings], separators=(",", ":"))
    rows = PreparedTables.objects.using(OWNER_ALIAS)
    row = {"recordings": text, "signature": _sign(key, text)}
    with public_context(), transaction.atomic(using=OWNER_ALIAS):
        rows.update_or_create(fingerprint=key, defaults=row)
        kept = rows.order_by("-made_at").values_list("pk", flat=True)[:KEPT]
        rows.exclude(pk__in=list(kept)).delete()


def _sign(key: str, text: str) -> str:
    return salted_hmac(SALT, f"{key}:{text}", algorithm="sha256").hexdigest()


def _encode(recording: Recording | None) -> Any:
    if recording is None:
        return None
    answers = [
        [[cell.decode("latin-1") for cell in row] for row in answer] for answer in recording.answers
    ]
    return [recording.statements, answers]


def _decode(found: Any) -> Recording | None:
    if found is None:
        return None
    statements, answers = found
    cells = (
        tuple(tuple(cell.encode("latin-1") for cell in row) for row in answer) for answer in answers
    )
    return Recording(tuple(statements), tuple(cells))
