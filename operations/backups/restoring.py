"""Restores a company beside the living, verifies it, and puts it into its place in one step.

All of it is one transaction: whatever ends it before its COMMIT, nothing has happened.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.utils import IntegrityError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Session
from accounts.security.events import Event
from jobs import setting_aside
from jobs.models import Job
from operations import acts
from operations.backups import catalogue
from operations.backups.errors import NotRestored
from operations.backups.exchanging import exchange
from operations.backups.manifest import Manifest
from operations.backups.verifying import opened
from operations.features import switching as switching_features
from operations.features.known import valid
from operations.models import AuditEnd
from operations.signals import company_copied
from tenants import addresses, archiving, domains
from tenants.backups import switching
from tenants.backups.loading import Scratch, scratch_schema
from tenants.context import tenant_context
from tenants.history import history, node_of
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.validators import RESERVED_SLUGS


@dataclass(frozen=True)
class Restored:
    """What a restore has done."""

    tenant: Tenant
    manifest: Manifest
    kept: str
    """The schema with what was replaced, "" if there was nothing."""
    has_noted_end: bool
    """Whether the end of the audit trail was noted after the backup: see note_audit_ends --anew."""
    warning: str = ""
    """What the company could not get back, "" if nothing."""


def restore(
    address: str,
    *,
    slug: str = "",
    subdomain: str = "",
    trusted: bool = False,
    is_rehearsal: bool = False,
    request: HttpRequest | None = None,
    patience: float = 60,
) -> Restored:
    """Restore a backup into the company that it is of, or as a company of its own with `slug`.

    The company goes on being served, with its current name, address, state and features; people's
    requests wait for the switch for moments. What it replaces is kept; `undo` takes it back. A
    company that is gone gets its row of the registry back, with its id if no other has it, with its
    features, and with `subdomain` if that is given. One in the archive comes back from it, and is
    suspended then.

    Under another slug it is an independent company: nobody is signed in there, and links and
    tablets of the first are strangers.

    With `is_rehearsal` all of it is done and then rolled back: whatever would refuse it, does.

    Raises BackupError, TenantError and ValidationError, and nothing has changed then.
    """
    now = timezone.now()
    with opened(address, trusted=trusted) as contents:
        manifest = contents.manifest
        _refuse_public(manifest)
        _refuse_newer(manifest)
        archive = Tenant.objects.using(OWNER_ALIAS).filter(is_archived=True)
        was_archived = not slug and archive.filter(pk=manifest.company_id).exists()
        with scratch_schema() as scratch:
            contents.load(scratch)
            if slug:
                tenant, kept = _add_copy(manifest, slug, subdomain, scratch, now), ""
            else:
                living = _living(manifest, was_archived=was_archived)
                tenant, kept = _put_back(living, manifest, scratch, now, patience, subdomain)
            setting_aside.take_over(tenant)
            warning = switching_features.settle(tenant)
            transaction.set_rollback(is_rehearsal, using=OWNER_ALIAS)
    if is_rehearsal:
        return Restored(tenant, manifest, kept, has_noted_end=False, warning=warning)
    detail = {"backup": manifest.taken_at}
    event = Event.COMPANY_BROUGHT_BACK if was_archived else Event.COMPANY_RESTORED
    acts.record_in_both(request, event, tenant, detail)
    noted = AuditEnd.objects.using(OWNER_ALIAS).filter(slug=tenant.slug)
    taken_at = datetime.fromisoformat(manifest.taken_at)
    has_noted_end = noted.filter(noted_at__gt=taken_at).exists()
    return Restored(tenant, manifest, kept, has_noted_end, warning)


def _refuse_public(manifest: Manifest) -> None:
    if manifest.slug in RESERVED_SLUGS:
        raise NotRestored(
            "It has the operator's rows of public, and no company. On a new server: "
            "manage.py restore_public FILE"
        )


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


def _refuse_older(tenant: Tenant, manifest: Manifest) -> None:
    """Refuse to bring a company back with less than the archive holds: nothing would be kept."""
    archive = catalogue.archive_of(tenant)
    if archive is not None and datetime.fromisoformat(manifest.taken_at) < archive.taken_at:
        raise NotRestored(
            _(
                '"%(slug)s" is archived, and %(place)s holds its latest state. First bring it '
                "back: manage.py archive_tenant %(slug)s --undo"
            )
            % {"slug": tenant.slug, "place": archive.place}
        )


def _living(manifest: Manifest, *, was_archived: bool) -> Tenant | None:
    """Return the company with the backup's slug, None if it is gone.

    Refuses another company, and one that another act has brought back, or archived, during the
    loading: whoever began this one has not meant to replace what people do since.
    """
    tenant = Tenant.objects.using(OWNER_ALIAS).filter(slug=manifest.slug).first()
    if tenant is not None and tenant.pk != manifest.company_id:
        raise NotRestored(
            _(
                '"%(slug)s" is another company today (id %(id)s) than that of the backup (id '
                "%(backup_id)s). Restore it under another slug, in a command with --as."
            )
            % {"slug": manifest.slug, "id": tenant.pk, "backup_id": manifest.company_id}
        )
    if tenant is not None and tenant.is_archived != was_archived:
        sentence = (
            _('"%(slug)s" was archived by another act in the meantime.')
            if tenant.is_archived
            else _('"%(slug)s" was brought back by another act in the meantime.')
        )
        raise NotRestored(sentence % {"slug": tenant.slug})
    if tenant is not None and tenant.is_archived:
        _refuse_older(tenant, manifest)
    return tenant


def _put_back(
    tenant: Tenant | None,
    manifest: Manifest,
    scratch: Scratch,
    now: datetime,
    patience: float,
    subdomain: str,
) -> tuple[Tenant, str]:
    if tenant is not None and subdomain:
        raise NotRestored(f'"{tenant.slug}" keeps the address that it has: {tenant.subdomain}.')
    if tenant is not None and tenant.is_archived:
        archiving.bring_back(tenant, scratch.schema)
        catalogue.mark_archive(tenant, None)
        return tenant, ""
    if tenant is not None:
        kept = exchange(tenant, scratch.schema, is_older=True, now=now, patience=patience)
        return tenant, kept
    archiving.refuse_removed(manifest.slug, company=manifest.company_id)
    others = Tenant.objects.using(OWNER_ALIAS)
    is_free = not others.filter(pk=manifest.company_id).exists()
    row = manifest.company
    tenant = Tenant(
        pk=manifest.company_id if is_free else None,
        slug=manifest.slug,
        name=manifest.name,
        subdomain=subdomain or str(row["subdomain"]),
        is_active=bool(row["is_active"]),
        is_read_only=bool(row["is_read_only"]),
        features=valid(row.get("features")),
        schema_version=manifest.version,
    )
    tenant.clean_fields(exclude=["schema_version"])
    _save(tenant)
    switching.add(tenant, scratch.schema)
    switching.skip_ids()
    archiving.forget_removed(manifest.slug)
    if is_free:
        domains.bring_back(tenant, row.get("domains", []), main=str(row.get("main_domain", "")))
    else:
        make_independent(tenant, now)
    return tenant, ""


def _add_copy(
    manifest: Manifest, slug: str, subdomain: str, scratch: Scratch, now: datetime
) -> Tenant:
    features = valid(manifest.company.get("features"))
    tenant = new_tenant(slug, manifest.name, subdomain, version=manifest.version, features=features)
    add_company(tenant, scratch)
    make_independent(tenant, now)
    return tenant


def new_tenant(
    slug: str, name: str, subdomain: str, *, version: str, features: dict[str, Any]
) -> Tenant:
    """Return a row for another company; raise what refuses it, except for a race."""
    tenant = Tenant(
        slug=slug,
        name=name,
        subdomain=subdomain or slug.replace("_", "-").strip("-"),
        features=features,
        schema_version=version,
    )
    tenant.clean_fields(exclude=["schema_version"])
    archiving.refuse_removed(slug)
    refuse_taken(tenant)
    return tenant


def add_company(tenant: Tenant, scratch: Scratch) -> None:
    """Save the row, and make the scratch schema its own. Raises NotRestored in a race."""
    _save(tenant)
    switching.add(tenant, scratch.schema)


def refuse_taken(tenant: Tenant) -> None:
    """Raise NotRestored if another company has the slug or the address."""
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


def _save(tenant: Tenant) -> None:
    refuse_taken(tenant)
    try:
        with transaction.atomic(using=OWNER_ALIAS):
            tenant.save(using=OWNER_ALIAS, force_insert=True)
    except IntegrityError as error:
        raise NotRestored(_("A company with this slug or address was just created.")) from error
    addresses.take(tenant)


def make_independent(tenant: Tenant, now: datetime) -> None:
    """Take away what is the first company's alone; signatures are bound to the new id anyway."""
    with tenant_context(tenant, using=OWNER_ALIAS):
        Session.objects.using(OWNER_ALIAS).all()._raw_delete(OWNER_ALIAS)
        # Or the mails that waited at the backup would be sent a second time.
        Job.objects.using(OWNER_ALIAS).all()._raw_delete(OWNER_ALIAS)
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
        replaced = exchange(tenant, kept[0][0], is_older=False, now=now, patience=patience)
        setting_aside.take_over(tenant)
        switching_features.settle(tenant)
    acts.record_in_both(request, Event.RESTORE_UNDONE, tenant)
    return replaced
