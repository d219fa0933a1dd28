from django.db import models
from django_tenants.models import DomainMixin, TenantMixin


class Client(TenantMixin):
    """A company."""

    name = models.CharField(max_length=100)


class Domain(DomainMixin):
    """A company's host."""
