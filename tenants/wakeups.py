"""Wake-ups: rows in public that say in which company something is due, and nothing else.

A company's transaction adds one with what is to be done, which stays in its own schema. The worker
claims them with the app login. All times are the database server's, so the clocks of web servers
and workers do not matter; a row that was made in the future shows that the server's own clock has
been set back, and is due at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from tenants.context import get_active
from tenants.postgresql.switch import OWNER_ALIAS

_NOW = "statement_timestamp()"
_DUE = f"NOT is_aside AND (due_at <= {_NOW} OR made_at > {_NOW})"
_ADD = (
    "INSERT INTO public.tenants_wakeup (slug, due_at, made_at, is_aside)"  # noqa: S608 - constants
    f" VALUES (%s, coalesce(%s::timestamptz, {_NOW} + %s::interval), {_NOW}, %s)"
)
# One row of each company is kept for the claim; what is added meanwhile waits for the next one.
_CLAIM = f"""
WITH chosen AS (
  SELECT slug FROM public.tenants_wakeup WHERE {_DUE}
  GROUP BY slug ORDER BY min(due_at) LIMIT %s
), held AS (
  SELECT id, slug FROM public.tenants_wakeup
  WHERE {_DUE} AND slug IN (SELECT slug FROM chosen) FOR UPDATE SKIP LOCKED
), kept AS (
  SELECT min(id) AS id FROM held GROUP BY slug
), surplus AS (
  DELETE FROM public.tenants_wakeup
  WHERE id IN (SELECT id FROM held EXCEPT SELECT id FROM kept)
)
UPDATE public.tenants_wakeup SET due_at = {_NOW} + %s::interval, made_at = {_NOW}
WHERE id IN (SELECT id FROM kept) RETURNING id, slug, due_at
"""  # noqa: S608 - constants
NOTHING = timedelta()


@dataclass(frozen=True)
class Claim:
    """A claimed wake-up; until `leased_until` no other worker claims it."""

    id: int
    slug: str
    leased_until: datetime


@dataclass(frozen=True)
class Figures:
    """What the wake-ups tell: companies in which something is due, since when, what is aside."""

    due: int
    oldest: timedelta
    aside: int


def wake(*, at: datetime | None = None, after: timedelta = NOTHING) -> None:
    """Wake the worker for the current company, or for public, `at` a time or `after` a while.

    It does so when the current transaction commits.
    """
    _add(at=at, after=after)


def note_aside() -> None:
    """Note for the operator that a job of the current company, or of public, was set aside."""
    _add(at=None, after=NOTHING, is_aside=True)


def _add(*, at: datetime | None, after: timedelta, is_aside: bool = False) -> None:
    active = get_active()
    alias, slug = (active.alias, active.tenant.slug) if active else (DEFAULT_DB_ALIAS, "")
    _execute(alias, _ADD, [slug, at, after, is_aside])


def wake_company(slug: str) -> None:
    """Wake the worker for a company, as the owner login, when the transaction commits."""
    _execute(OWNER_ALIAS, _ADD, [slug, None, NOTHING, False])


def begin_anew(slug: str, *, aside: int) -> None:
    """Wake the worker for a company whose tables were replaced, with notes of jobs set aside.

    What was due before is forgotten: the worker reads from the tables what is. As the owner login,
    when the transaction commits.
    """
    remove_company(slug)
    wake_company(slug)
    for _ in range(aside):
        _execute(OWNER_ALIAS, _ADD, [slug, None, NOTHING, True])


def remove_company(slug: str) -> None:
    """Remove all wake-ups of a company, as the owner login."""
    _execute(OWNER_ALIAS, "DELETE FROM public.tenants_wakeup WHERE slug = %s", [slug])


def claim(limit: int, *, lease: timedelta) -> list[Claim]:
    """Claim what is due in up to `limit` companies, those that have waited longest first.

    What is not finished when the lease ends is due again. Call this in public, in one statement
    without a transaction around it.
    """
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        parameters: list[Any] = [limit, lease]
        cursor.execute(_CLAIM, parameters)
        return [Claim(*row) for row in cursor.fetchall()]


def finish(claimed: Claim) -> None:
    """Remove a claimed wake-up, unless the lease has ended and another worker has it now."""
    sql = "DELETE FROM public.tenants_wakeup WHERE id = %s AND due_at = %s"
    _execute(DEFAULT_DB_ALIAS, sql, [claimed.id, claimed.leased_until])


def put_back(claimed: Claim, *, at: datetime) -> None:
    """Make a claimed wake-up due at this time, unless another worker has it now."""
    sql = "UPDATE public.tenants_wakeup SET due_at = %s WHERE id = %s AND due_at = %s"
    _execute(DEFAULT_DB_ALIAS, sql, [at, claimed.id, claimed.leased_until])


def set_aside_counts(*, limit: int) -> dict[str, int]:
    """Return how many jobs are set aside in each of up to `limit` companies, by slug."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT slug, count(*) FROM public.tenants_wakeup WHERE is_aside"
            " GROUP BY slug ORDER BY slug LIMIT %s",
            [limit],
        )
        return dict(cursor.fetchall())


def set_aside_in(slugs: Sequence[str]) -> dict[str, int]:
    """Return how many jobs are set aside in these companies; those without any are missing."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT slug, count(*) FROM public.tenants_wakeup WHERE is_aside AND slug = ANY(%s)"
            " GROUP BY slug",
            [list(slugs)],
        )
        return dict(cursor.fetchall())


def aside_notes(slug: str) -> list[int]:
    """Return the ids of the notes that `note_aside` made for a company, oldest first."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT id FROM public.tenants_wakeup WHERE slug = %s AND is_aside ORDER BY id", [slug]
        )
        return [pk for (pk,) in cursor.fetchall()]


def remove_notes(ids: Sequence[int]) -> None:
    """Remove these notes: their jobs are no longer set aside."""
    _execute(DEFAULT_DB_ALIAS, "DELETE FROM public.tenants_wakeup WHERE id = ANY(%s)", [list(ids)])


def figures() -> Figures:
    """Return what the wake-ups tell, in one query over public alone."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            f"SELECT count(DISTINCT slug) FILTER (WHERE {_DUE}),"  # noqa: S608 - constants
            f" coalesce({_NOW} - min(due_at) FILTER (WHERE {_DUE}), '0'),"
            " count(*) FILTER (WHERE is_aside) FROM public.tenants_wakeup"
        )
        due, oldest, aside = cursor.fetchone()
        return Figures(due, max(oldest, NOTHING), aside)


def _execute(alias: str, statement: str, parameters: Sequence[Any]) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, parameters)
