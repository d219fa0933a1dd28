"""Services that change the state of a company, and record it: for the commands and the admin.

Which act may follow which state is in tenants.states. `request` is the operator's, or None for a
command. The record is in the security log of public and in the company's own.
"""

from collections.abc import Iterator

from django.db import transaction
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.security.events import Event
from operations import acts
from operations.backups import catalogue, making, restoring, sealing, verifying
from operations.backups.errors import BackupError, NotStored
from operations.backups.places import place
from operations.models import Backup
from operations.questions import READ_ONLY, RESUME, SUSPEND
from tenants import archiving, lifecycle, states
from tenants.backups.description import size_of
from tenants.exceptions import BackupRefused
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.states import Act, State

_CONSEQUENCES = {Act.SUSPEND: SUSPEND, Act.LIMIT: READ_ONLY, Act.RESUME: RESUME}


def suspend(tenant: Tenant, *, request: HttpRequest | None = None) -> None:
    """Suspend a company: it has one page left, which says whom to contact."""
    lifecycle.suspend_tenant(tenant)
    acts.record_in_both(request, Event.COMPANY_SUSPENDED, tenant)


def make_read_only(tenant: Tenant, *, request: HttpRequest | None = None) -> None:
    """Make a company read-only; one that is suspended can be read again."""
    lifecycle.make_read_only(tenant)
    acts.record_in_both(request, Event.COMPANY_READ_ONLY, tenant)


def resume(tenant: Tenant, *, request: HttpRequest | None = None) -> None:
    """Serve a company without limits again."""
    lifecycle.resume_tenant(tenant)
    acts.record_in_both(request, Event.COMPANY_RESUMED, tenant)


def archive(tenant: Tenant, *, request: HttpRequest | None = None, patience: float = 60) -> Backup:
    """Suspend a company, back it up, restore the backup on trial, and drop the company's tables.

    They are dropped only if they still hold what the backup does, row for row, in the transaction
    that drops them. Killed before that, the company is suspended and has lost nothing: archive it
    again, or resume it. Raises BackupError and TenantError; nobody is sent away by a server that
    cannot make and read backups.
    """
    _check_set_up()
    if tenant.state != State.SUSPENDED:
        suspend(tenant, request=request)
    states.check(tenant.slug, tenant.state, Act.ARCHIVE)
    try:
        return _archive(tenant, request=request, patience=patience)
    except (BackupError, BackupRefused) as error:
        raise type(error)(
            f"{error} It is suspended until you archive it again or resume it."
        ) from error


def _check_set_up() -> None:
    """Raise BackupError unless backups can be kept here, and restored on trial; change nothing."""
    place().check()
    sealing.check_keys()


def _archive(tenant: Tenant, *, request: HttpRequest | None, patience: float) -> Backup:
    backup = making.back_up(tenant, request=request)
    manifest = verifying.verify(backup.place, request=request)
    with transaction.atomic(using=OWNER_ALIAS, durable=True):
        archiving.archive_tenant(
            tenant,
            compare=lambda: verifying.compare_living(tenant, manifest),
            patience=patience,
        )
        catalogue.mark_archive(tenant, backup)
    acts.record(request, Event.COMPANY_ARCHIVED, tenant, {"backup": manifest.taken_at})
    return backup


def bring_back(tenant: Tenant, *, request: HttpRequest | None = None) -> None:
    """Restore a company from the archive; it is suspended then, as it was.

    Killed before the end, it is in the archive. Raises BackupError and TenantError.
    """
    states.check(tenant.slug, tenant.state, Act.BRING_BACK)
    restoring.restore(_archive_of(tenant).place, request=request)
    tenant.refresh_from_db(using=OWNER_ALIAS)


def remove(tenant: Tenant, *, request: HttpRequest | None = None) -> None:
    """Remove an archived company from the registry for good; its slug is never given again.

    Its backup is restored on trial once more first. Raises BackupError and TenantError, and nothing
    has changed then.
    """
    states.check(tenant.slug, tenant.state, Act.REMOVE)
    verifying.verify(_archive_of(tenant).place, request=request)
    gone = Tenant(pk=tenant.pk, slug=tenant.slug)
    archiving.remove_tenant(tenant)
    acts.record(request, Event.COMPANY_REMOVED, gone, {"id": gone.pk})


def _archive_of(tenant: Tenant) -> Backup:
    found = catalogue.archive_of(tenant)
    if found is None:
        raise NotStored(
            _(
                'The catalogue has no backup of "%(slug)s" from when it was archived. With the '
                "file: manage.py restore_tenant FILE"
            )
            % {"slug": tenant.slug}
        )
    return found


def rehearse(tenant: Tenant, act: Act) -> Iterator[str]:
    """Yield what the act would do, and change nothing. Raises what would refuse the act."""
    if act is Act.ARCHIVE:
        _check_set_up()
    yield f"{tenant.name} ({tenant.slug}) is {tenant.state}."
    is_served = tenant.state in (State.SERVED, State.READ_ONLY)
    if act is Act.ARCHIVE and is_served:
        yield f"It would be suspended first. {SUSPEND.consequence}"
    else:
        states.check(tenant.slug, tenant.state, act)
    if act in _CONSEQUENCES:
        yield f"It would be {act}. {_CONSEQUENCES[act].consequence}"
    elif act is Act.ARCHIVE:
        size = filesizeformat(size_of(tenant.schema_name))
        yield (
            f"Its tables ({size}) would be backed up to {place().address('')}, restored on trial, "
            "compared row by row, and dropped. The backup is kept until it is brought back."
        )
    elif act is Act.BRING_BACK:
        yield f"It would be restored from {_archive_of(tenant).place}, and be suspended then."
    else:
        where = _archive_of(tenant).place
        verifying.restore_on_trial(where)
        yield (
            f"Its row and its address would be removed, and its slug never be given again. {where} "
            "was restored on trial just now, and stays."
        )
