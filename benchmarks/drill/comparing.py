"""What came back is compared with what was there, and tried."""

import hashlib
import io
import re
from collections.abc import Iterable, Iterator

from django.core.management import CommandError, call_command
from django.db import connections, transaction
from psycopg import sql

from benchmarks.drill.site import Serving
from benchmarks.soak.companies import Company
from benchmarks.soak.ledger import Entry, Outcome
from operations.backups.manifest import Manifest
from tenants.backups import description
from tenants.backups.snapshot import TEXT_FORMS, sequence_values
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.models import Employee
from timetracking.models.punch import Punch

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
# The restore adds its own line to the log.
ADDED = {"security_events": 1}


def rows_of(schema: str, manifest: Manifest, tables: Iterable[str] = ()) -> Iterator[str]:
    """Yield each table whose rows are not those that the manifest names, in the current context.

    Read in the order in which they were loaded, so that what the restore added comes last.
    """
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(TEXT_FORMS)
        for name in tables or manifest.tables:
            facts, table = manifest.tables[name], sql.Identifier(schema, name)
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(table))
            if cursor.fetchone() != (facts.rows + ADDED.get(name, 0),):
                yield f"{schema}.{name} has another number of rows"
            query = sql.SQL(
                "COPY (SELECT {} FROM {} ORDER BY ctid LIMIT {})"
                " TO STDOUT WITH (FORMAT csv, HEADER, ENCODING 'UTF8')"
            ).format(sql.SQL(", ").join(map(sql.Identifier, facts.columns)), table, facts.rows)
            digest = hashlib.sha256()
            with cursor.copy(query) as copy:
                while line := copy.read():
                    digest.update(line)
            if digest.hexdigest() != facts.sha256:
                yield f"{schema}.{name} has other rows"


def company_rows(tenant: Tenant, manifest: Manifest) -> list[str]:
    """Return in what the company's rows differ from those at the moment of its backup."""
    with tenant_context(tenant, using=OWNER_ALIAS):
        living = set(description.table_names(tenant.schema_name))
        missing = sorted(living ^ set(manifest.tables))
        if missing:
            return [f"{tenant.schema_name} has other tables: {', '.join(missing)}"]
        return list(rows_of(tenant.schema_name, manifest))


def public_rows(manifest: Manifest, tables: Iterable[str]) -> list[str]:
    """Return in what these tables of public differ from what they were."""
    with transaction.atomic(using=OWNER_ALIAS):
        return list(rows_of("public", manifest, tables))


def lost(company: Company, entries: Iterable[Entry]) -> Iterator[str]:
    """Yield each punch that was acknowledged before the backup began, and is not there."""
    with tenant_context(company.tenant):
        punches = {punch.key: punch for punch in Punch.objects.all()}
    for entry in entries:
        if entry.slug != company.slug or entry.outcome not in (Outcome.DONE, Outcome.REFUSED):
            continue
        punch = punches.get(entry.key)
        is_done = punch is not None and punch.work_log_id is not None
        if punch is None or is_done is not (entry.outcome is Outcome.DONE):
            yield f"{company.slug} lost the punch {entry.key}"


def used_ids(tenant: Tenant) -> Iterator[str]:
    """Yield each table whose next row would get an id that is used."""
    schema = tenant.schema_name
    with tenant_context(tenant, using=OWNER_ALIAS), connections[OWNER_ALIAS].cursor() as cursor:
        found = description.describe(schema)
        values = sequence_values(schema, found)
        for one in found.identities:
            query = sql.SQL("SELECT coalesce(max({}), 0) FROM {}")
            cursor.execute(
                query.format(sql.Identifier(one.column), sql.Identifier(schema, one.table))
            )
            (highest,) = cursor.fetchone()
            last, is_called = values[one.sequence]
            if last + is_called <= highest:
                yield f"{schema}.{one.table} would give {last + is_called} again"
    with tenant_context(tenant):
        last = Employee.objects.order_by("-pk").values_list("pk", flat=True)[0]
        if Employee.objects.create(name="Next").pk <= last:
            yield f"{schema}.employees gave an id again"
        transaction.set_rollback(True)


def trails() -> Iterator[str]:
    """Yield what verify_audit finds."""
    output = io.StringIO()
    try:
        call_command("verify_audit", stdout=output, stderr=output, no_color=True)
    except CommandError as error:
        yield f"verify_audit: {error} {output.getvalue()[-500:]}"


def sign_in(serving: Serving, host: str, path: str, email: str, password: str) -> Iterator[str]:
    """Sign in as a browser does; yield what went wrong."""
    with serving.client(host) as browser:
        token = _TOKEN.search(browser.get(path).text)
        form = {"username": email, "password": password}
        form["csrfmiddlewaretoken"] = token[1] if token else ""
        response = browser.post(path, data=form)
        if response.status_code != 302:
            yield f"{email} cannot sign in at {host}: {response.status_code}"
            return
        page = browser.get("/" if path == "/login/" else "/admin/")
        if page.status_code != 200:
            yield f"{host} answers {page.status_code} after the sign-in"


def session(serving: Serving, company: Company) -> Iterator[str]:
    """Visit with the session of somebody who was signed in; yield what went wrong."""
    member = company.members[-1]
    cookies = "; ".join(f"{name}={value}" for name, value in member.cookies.items())
    with serving.client(company.tenant.host) as browser:
        page = browser.get("/", headers={"Cookie": cookies})
        if page.status_code != 200 or company.canary not in page.text:
            yield f"{company.slug} does not know a session of before: {page.status_code}"
