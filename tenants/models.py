"""The registry of tenants, the prepared tables and the wake-ups, all in public."""

from collections.abc import Collection, Iterator
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.exceptions import UnknownTenant
from tenants.states import State
from tenants.validators import (
    DOMAIN_PATTERN,
    SLUG_PATTERN,
    SUBDOMAIN_PATTERN,
    is_slug,
    validate_name,
    validate_slug,
    validate_subdomain,
)


class TenantQuerySet(models.QuerySet["Tenant"]):
    """Filters tenants and iterates over them."""

    def active(self) -> Self:
        """Filter the tenants that are served."""
        return self.filter(is_active=True)

    def present(self) -> Self:
        """Filter the tenants that have a schema: all but those in the archive."""
        return self.filter(is_archived=False)

    def writable(self) -> Self:
        """Filter the tenants that are served and not read-only: where jobs may write."""
        return self.filter(is_active=True, is_read_only=False)

    def at(self, address: str) -> Self:
        """Filter the tenant with this address: a first part, or a domain that it has verified."""
        if "." in address:
            return self.filter(domains__name=address, domains__verified_at__isnull=False)
        return self.filter(subdomain=address)

    def in_pages(self, size: int = 200) -> Iterator["Tenant"]:
        """Yield the tenants that have a schema by slug, one query per page: memory is constant."""
        tenants = self.present().order_by("slug")
        page = list(tenants[:size])
        while page:
            yield from page
            page = list(tenants.filter(slug__gt=page[-1].slug)[:size])

    def by_slug(self, slug: str) -> "Tenant":
        """Return the tenant with this slug; raise UnknownTenant with the closest slug."""
        tenant = self.filter(slug=slug).first() if is_slug(slug) else None
        if tenant is None:
            raise UnknownTenant(slug, list(self.values_list("slug", flat=True)))
        return tenant


class Tenant(models.Model):
    """Represents a company: this row, and a schema and a role named `tenant_<slug>`."""

    slug = models.CharField(
        _("slug"),
        max_length=40,
        unique=True,
        validators=[validate_slug],
        error_messages={"unique": _("A company with this slug already exists. Choose another.")},
        help_text=_(
            "Names the schema and the role, and never changes: lowercase letters, digits, "
            "underscores."
        ),
    )
    name = models.CharField(
        _("name"),
        max_length=100,
        validators=[validate_name],
        help_text=_("The name that people see, such as Corgi Café."),
    )
    subdomain = models.CharField(
        _("address"),
        max_length=63,
        unique=True,
        validators=[validate_subdomain],
        error_messages={"unique": _("Another company has this address. Choose another.")},
        help_text=_("The first part of the company's address. May change later."),
    )
    # One of its verified domains, if people are to use that; see tenants.domains.
    main_domain = models.CharField(max_length=253, blank=True, default="", editable=False)
    is_active = models.BooleanField(
        _("served"),
        default=True,
        help_text=_("A company that is not served has one page: whom to contact."),
    )
    is_read_only = models.BooleanField(
        _("read-only"),
        default=False,
        help_text=_("People can sign in and read; nothing changes."),
    )
    # Has neither schema nor role: a backup holds all of it.
    is_archived = models.BooleanField(_("archived"), default=False, editable=False)
    # What the operator has switched on for it: names with a value, or true; see tenants.features.
    features = models.JSONField(default=dict, editable=False)
    schema_version = models.TextField(default="", editable=False)
    created_at = models.DateTimeField(_("added on"), auto_now_add=True)

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=Q(slug__regex=SLUG_PATTERN), name="tenant_slug_form"),
            models.CheckConstraint(
                condition=Q(subdomain__regex=SUBDOMAIN_PATTERN), name="tenant_subdomain_form"
            ),
            models.CheckConstraint(
                condition=Q(is_archived=False) | Q(is_active=False), name="tenant_archive_unserved"
            ),
        ]

    _loaded_slug: str | None = None

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row; refuse a changed slug, which would no longer match its schema."""
        if self._loaded_slug not in (None, self.slug):
            raise ValidationError({"slug": "A slug never changes. Change the address instead."})
        super().save(*args, **kwargs)
        self._loaded_slug = self.slug

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:
        """Remember the slug that was loaded."""
        tenant = super().from_db(db, field_names, values)
        tenant._loaded_slug = tenant.__dict__.get("slug")
        return tenant

    @property
    def state(self) -> str:
        """Return a State: "served", "read-only", "suspended" or "archived"."""
        if self.is_archived:
            return State.ARCHIVED.value
        if not self.is_active:
            return State.SUSPENDED.value
        return State.READ_ONLY.value if self.is_read_only else State.SERVED.value

    @property
    def schema_name(self) -> str:
        """Return the name of the schema and the role."""
        return f"tenant_{self.slug}"

    @property
    def own_host(self) -> str:
        """Return the host name below the base domain, which every company keeps."""
        return f"{self.subdomain}.{settings.BASE_DOMAIN}"

    @property
    def host(self) -> str:
        """Return the host name of the main address, without a port."""
        return self.main_domain or self.own_host

    @property
    def main_address(self) -> str:
        """Return the address that does not lead to another, as `TenantQuerySet.at` takes it."""
        return self.main_domain or self.subdomain

    @property
    def base_url(self) -> str:
        """Return the base URL of links, from this row and never from a request."""
        return f"{settings.URL_SCHEME}://{self.host}{settings.URL_PORT}"

    @property
    def realm(self) -> str:
        """Return what signed tokens are bound to: the id, which is never reused."""
        return f"tenant-{self.pk}"


class RemovedTenant(models.Model):
    """Keeps the slug of a company that was removed from being given to another.

    Only a backup of that company, known by its id, may use it again.
    """

    owner_only = True

    slug = models.CharField(max_length=40, primary_key=True)
    # The id of the company, which is never reused.
    company = models.BigIntegerField()
    removed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug


class FormerAddress(models.Model):
    """An address that a company had, until it may be given to another; see tenants.addresses."""

    subdomain = models.CharField(max_length=63, primary_key=True)
    # The id of the company, which may have been removed.
    company = models.BigIntegerField()
    kept_until = models.DateTimeField()

    def __str__(self) -> str:
        return self.subdomain


class Domain(models.Model):
    """A host name of its own that a company claims or, once verified, has; see tenants.domains."""

    # Read by requests; the role of a company has no rights to the table.
    company = models.ForeignKey(
        Tenant, on_delete=models.CASCADE, related_name="domains", db_index=False
    )
    name = models.CharField(max_length=253)
    # What the record in the DNS must contain.
    token = models.CharField(max_length=64)
    added_at = models.DateTimeField(auto_now_add=True)
    verified_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    # What the last look-up found instead of the record, "" if it found that.
    problem = models.CharField(max_length=20, blank=True, default="")
    # How many times in a row the record was gone; not counted when the DNS gave no answer.
    misses = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(name__regex=DOMAIN_PATTERN), name="tenant_domain_form"
            ),
            models.UniqueConstraint(fields=["company", "name"], name="tenant_domain_once"),
            # Anybody may claim a name; one company has it.
            models.UniqueConstraint(
                fields=["name"], condition=Q(verified_at__isnull=False), name="tenant_domain_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PreparedTables(models.Model):
    """Stores recordings of a new tenant's tables for the owner login; see tenants.prepared."""

    # Contains SQL that the owner login executes.
    owner_only = True

    fingerprint = models.CharField(max_length=64, primary_key=True)
    recordings = models.TextField()
    signature = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.fingerprint


class WakeUp(models.Model):
    """Says that something is due in a company, and not what: its jobs are in its own schema.

    A company's role may add rows for itself, and can neither read nor change any; see
    tenants.wakeups. An empty slug stands for public.
    """

    slug = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField()
    # Later than now only if the clock has been set back since.
    made_at = models.DateTimeField()
    # Stands for a job that was set aside, and is never due.
    is_aside = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(slug="") | Q(slug__regex=SLUG_PATTERN), name="wakeup_slug_form"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(is_aside=False), name="wakeup_due"),
            models.Index(fields=["made_at"], condition=Q(is_aside=False), name="wakeup_made"),
            models.Index(fields=["slug"], condition=Q(is_aside=True), name="wakeup_aside"),
        ]

    def __str__(self) -> str:
        return f"{self.slug or 'public'} {self.due_at}"
