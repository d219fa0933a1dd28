from django.db import models
from django_tenants.models import DomainMixin, TenantMixin


class Client(TenantMixin):
    """Is a company."""

    name = models.CharField(max_length=100)


class Domain(DomainMixin):
    """Is a company's host."""
