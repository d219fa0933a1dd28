"""The registry of tenants, in public."""

from collections.abc import Collection, Iterator
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from tenants.exceptions import UnknownTenant
from tenants.validators import (
    SLUG_PATTERN,
    SUBDOMAIN_PATTERN,
    validate_slug,
    validate_subdomain,
)


class TenantQuerySet(models.QuerySet["Tenant"]):
    """Speaks of tenants as the operator does."""

    def active(self) -> Self:
        """Keep the tenants that are served."""
        return self.filter(is_active=True)

    def in_pages(self, size: int = 200) -> Iterator["Tenant"]:
        """Yield the tenants by slug, a query for each page: memory does not grow with them."""
        page = list(self.order_by("slug")[:size])
        while page:
            yield from page
            page = list(self.filter(slug__gt=page[-1].slug).order_by("slug")[:size])

    def by_slug(self, slug: str) -> "Tenant":
        """Return one tenant; raise UnknownTenant with the nearest slug there is."""
        tenant = self.filter(slug=slug).first()
        if tenant is None:
            raise UnknownTenant(slug, list(self.values_list("slug", flat=True)))
        return tenant


class Tenant(models.Model):
    """Is one company: a row here, a schema and a role `tenant_<slug>`."""

    slug = models.CharField(
        max_length=40,
        unique=True,
        validators=[validate_slug],
        error_messages={"unique": "There is a company with this slug already. Choose another."},
        help_text="Names the schema and the role for ever: small letters, digits, underscores.",
    )
    name = models.CharField(max_length=100, help_text="What people read, such as Corgi Café.")
    subdomain = models.CharField(
        "address",
        max_length=63,
        unique=True,
        validators=[validate_subdomain],
        error_messages={"unique": "Another company has this address. Choose another."},
        help_text="The first part of the company's address. May change later.",
    )
    is_active = models.BooleanField(
        "served", default=True, help_text="A company that is not served answers as if unknown."
    )
    schema_version = models.TextField(default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "company"
        verbose_name_plural = "companies"
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=Q(slug__regex=SLUG_PATTERN), name="tenant_slug_form"),
            models.CheckConstraint(
                condition=Q(subdomain__regex=SUBDOMAIN_PATTERN), name="tenant_subdomain_form"
            ),
        ]

    _loaded_slug: str | None = None

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row; refuse a changed slug, which would part it from its schema."""
        if self._loaded_slug not in (None, self.slug):
            raise ValidationError({"slug": "A slug never changes. Change the address instead."})
        super().save(*args, **kwargs)
        self._loaded_slug = self.slug

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:
        """Remember the slug that the row came with."""
        tenant = super().from_db(db, field_names, values)
        tenant._loaded_slug = tenant.__dict__.get("slug")
        return tenant

    @property
    def schema_name(self) -> str:
        """Name the schema."""
        return f"tenant_{self.slug}"

    @property
    def host(self) -> str:
        """Name the host, without a port."""
        return f"{self.subdomain}.{settings.BASE_DOMAIN}"

    @property
    def base_url(self) -> str:
        """Write the address that links begin with, from this row and never from a request."""
        return f"{settings.URL_SCHEME}://{self.host}{settings.URL_PORT}"

    @property
    def realm(self) -> str:
        """Name what signed tokens are bound to: the id, which is never used twice."""
        return f"tenant-{self.pk}"


class PreparedTables(models.Model):
    """Holds what makes a new tenant's tables; see tenants.prepared. The owner login's alone."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    recordings = models.TextField()
    signature = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.fingerprint
