"""Companies whose ends are noted, and what the commands print about them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.core.management.base import CommandError

from operations.models import AuditEnd
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.timetracking.trail.cafe import compute_anew
from timetracking.base.authors import program
from timetracking.models import AuditLine, BreakKind, Employee
from timetracking.staff import employees
from timetracking.trail.recording import recorded


@contextmanager
def noted_company(fresh_company: Callable[..., Tenant]) -> Iterator[Tenant]:
    """Create a company with three lines; forget its noted end afterwards."""
    tenant = fresh_company("Noted")
    with tenant_context(tenant):
        employees.save(Employee(name="Ana"), by=program("test"))
    yield tenant
    AuditEnd.objects.using(OWNER_ALIAS).filter(slug=tenant.slug).delete()


def run(command: str, *arguments: str) -> str:
    """Return all that a command prints, with the sentence of its failure."""
    out = StringIO()
    try:
        call_command(command, *arguments, stdout=out, stderr=out)
    except CommandError as error:
        return f"{out.getvalue()}{error}"
    return out.getvalue()


def note(tenant: Tenant, *arguments: str) -> str:
    return run("note_audit_ends", tenant.slug, *arguments)


def verify(tenant: Tenant, *arguments: str) -> str:
    return run("verify_audit", tenant.slug, *arguments)


def rename_kind(tenant: Tenant) -> None:
    with tenant_context(tenant):
        kind = BreakKind.objects.get()
        with recorded(kind, by=program("test")):
            kind.name += "!"
            kind.save()


def cut_off(tenant: Tenant) -> None:
    """Take back the last change and its line, as a backup from before would."""
    with tenant_context(tenant, using=OWNER_ALIAS):
        last = AuditLine.objects.latest("number")
        BreakKind.objects.update(name=(last.before or {})["name"])
        last.delete()
        compute_anew()
