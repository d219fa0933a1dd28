"""Restores a company beside the living, verifies it, and puts it into its place in one step.

All of it is one transaction: whatever ends it before its COMMIT, nothing has happened.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.utils import IntegrityError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Session
from accounts.security.events import Event
from operations import acts
from operations.backups import catalogue
from operations.backups.errors import NotRestored
from operations.backups.manifest import Manifest
from operations.backups.verifying import opened
from operations.models import AuditEnd
from operations.signals import company_copied
from tenants import addresses, archiving
from tenants.backups import switching
from tenants.backups.loading import Scratch, scratch_schema
from tenants.context import tenant_context
from tenants.history import history, node_of
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


@dataclass(frozen=True)
class Restored:
    """What a restore has done."""

    tenant: Tenant
    manifest: Manifest
    kept: str
    """The schema with what was replaced, "" if there was nothing."""
    has_noted_end: bool
    """Whether the end of the audit trail was noted after the backup: see note_audit_ends --anew."""


def restore(
    address: str,
    *,
    slug: str = "",
    subdomain: str = "",
    trusted: bool = False,
    request: HttpRequest | None = None,
    patience: float = 60,
) -> Restored:
    """Restore a backup into the company that it is of, or as a company of its own with `slug`.

    The company goes on being served, with its current name, address and state; people's requests
    wait for the switch for moments. What it replaces is kept; `undo` takes it back. A company that
    is gone gets its row of the registry back, with its id if no other has it, and with `subdomain`
    if that is given. One in the archive comes back from it, and is suspended then.

    Under another slug it is an independent company: nobody is signed in there, and links and
    tablets of the first are strangers.

    Raises BackupError, TenantError and ValidationError, and nothing has changed then.
    """
    now = timezone.now()
    with opened(address, trusted=trusted) as contents:
        manifest = contents.manifest
        _refuse_newer(manifest)
        archive = Tenant.objects.using(OWNER_ALIAS).filter(is_archived=True)
        was_archived = not slug and archive.filter(pk=manifest.company_id).exists()
        with scratch_schema() as scratch:
            contents.load(scratch)
            if slug:
                tenant, kept = _add_copy(manifest, slug, subdomain, scratch, now), ""
            else:
                tenant, kept = _put_back(manifest, scratch, now, patience, subdomain)
    detail = {"backup": manifest.taken_at}
    event = Event.COMPANY_BROUGHT_BACK if was_archived else Event.COMPANY_RESTORED
    acts.record_in_both(request, event, tenant, detail)
    noted = AuditEnd.objects.using(OWNER_ALIAS).filter(slug=tenant.slug)
    taken_at = datetime.fromisoformat(manifest.taken_at)
    return Restored(tenant, manifest, kept, noted.filter(noted_at__gt=taken_at).exists())


def _refuse_newer(manifest: Manifest) -> None:
    status = history().status(manifest.version)
    unknown = [name for name in manifest.migrations if not history().knows(node_of(name))]
    if status.is_ahead or unknown:
        raise NotRestored(
            _(
                "It was made by a newer release, with migrations that this one does not know: "
                "%(migrations)s. Restore it with that release."
            )
            % {"migrations": ", ".join(unknown)}
        )


def _put_back(
    manifest: Manifest, scratch: Scratch, now: datetime, patience: float, subdomain: str
) -> tuple[Tenant, str]:
    tenants = Tenant.objects.using(OWNER_ALIAS)
    tenant = tenants.filter(slug=manifest.slug).first()
    if tenant is not None and tenant.pk != manifest.company_id:
        raise NotRestored(
            _(
                '"%(slug)s" is another company today (id %(id)s) than that of the backup (id '
                "%(backup_id)s). Restore it under another slug, in a command with --as."
            )
            % {"slug": manifest.slug, "id": tenant.pk, "backup_id": manifest.company_id}
        )
    if tenant is not None and subdomain:
        raise NotRestored(f'"{tenant.slug}" keeps the address that it has: {tenant.subdomain}.')
    if tenant is not None and tenant.is_archived:
        archiving.bring_back(tenant, scratch.schema)
        catalogue.mark_archive(tenant, None)
        return tenant, ""
    if tenant is not None:
        kept = switching.replace(tenant, scratch.schema, now=now, patience=patience)
        return tenant, kept
    archiving.refuse_removed(manifest.slug, company=manifest.company_id)
    is_free = not tenants.filter(pk=manifest.company_id).exists()
    row = manifest.company
    tenant = Tenant(
        pk=manifest.company_id if is_free else None,
        slug=manifest.slug,
        name=manifest.name,
        subdomain=subdomain or str(row["subdomain"]),
        is_active=bool(row["is_active"]),
        is_read_only=bool(row["is_read_only"]),
        schema_version=manifest.version,
    )
    tenant.clean_fields(exclude=["schema_version"])
    _save(tenant)
    switching.add(tenant, scratch.schema)
    switching.skip_ids()
    archiving.forget_removed(manifest.slug)
    if not is_free:
        _make_independent(tenant, now)
    return tenant, ""


def _add_copy(
    manifest: Manifest, slug: str, subdomain: str, scratch: Scratch, now: datetime
) -> Tenant:
    archiving.refuse_removed(slug)
    tenant = Tenant(
        slug=slug,
        name=manifest.name,
        subdomain=subdomain or slug.replace("_", "-").strip("-"),
        schema_version=manifest.version,
    )
    tenant.clean_fields(exclude=["schema_version"])
    _save(tenant)
    switching.add(tenant, scratch.schema)
    _make_independent(tenant, now)
    return tenant


def _save(tenant: Tenant) -> None:
    others = Tenant.objects.using(OWNER_ALIAS)
    for field in ("slug", "subdomain"):
        value = getattr(tenant, field)
        if others.filter(**{field: value}).exists():
            if field == "slug":
                sentence = _('A company with the slug "%(value)s" already exists. Choose another.')
            else:
                sentence = _(
                    'A company with the address "%(value)s" already exists. Choose another with '
                    "--subdomain."
                )
            raise NotRestored(sentence % {"value": value})
    try:
        with transaction.atomic(using=OWNER_ALIAS):
            tenant.save(using=OWNER_ALIAS, force_insert=True)
    except IntegrityError as error:
        raise NotRestored(_("A company with this slug or address was just created.")) from error
    addresses.take(tenant)


def _make_independent(tenant: Tenant, now: datetime) -> None:
    """Take away what is the first company's alone; signatures are bound to the new id anyway."""
    with tenant_context(tenant, using=OWNER_ALIAS):
        Session.objects.using(OWNER_ALIAS).all()._raw_delete(OWNER_ALIAS)
        company_copied.send(sender=Tenant, tenant=tenant, using=OWNER_ALIAS, now=now)


def undo(tenant: Tenant, *, request: HttpRequest | None = None, patience: float = 60) -> str:
    """Exchange the company with what its last restore has replaced, which is kept in its turn.

    So this can be taken back as well. Returns the name of its schema. Raises NotRestored if nothing
    is kept, and TenantError.
    """
    now = timezone.now()
    kept = [] if tenant.is_archived else switching.kept_schemas(tenant.slug)
    if not kept:
        raise NotRestored(
            _('Nothing is kept of "%(slug)s" from before a restore, or it was removed.')
            % {"slug": tenant.slug}
        )
    with transaction.atomic(using=OWNER_ALIAS, durable=True):
        replaced = switching.replace(tenant, kept[0][0], now=now, patience=patience)
    acts.record_in_both(request, Event.RESTORE_UNDONE, tenant)
    return replaced
