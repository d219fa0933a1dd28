"""django-tenants, set up as in its documentation, with the one view."""

from benchmarks.peers.base import *  # noqa: F403
from benchmarks.peers.base import MIDDLEWARE, SHARED, TENANT_APPS, VARIANT, peer_databases

SHARED_APPS = [
    "django_tenants",
    "benchmarks.peers.django_tenants.customers",
    *SHARED,
]
INSTALLED_APPS = list(dict.fromkeys([*SHARED_APPS, *TENANT_APPS]))
TENANT_MODEL = "customers.Client"
TENANT_DOMAIN_MODEL = "customers.Domain"
TENANT_LIMIT_SET_CALLS = VARIANT.get("TENANT_LIMIT_SET_CALLS", False)
MIDDLEWARE = ["django_tenants.middleware.main.TenantMainMiddleware", *MIDDLEWARE]
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DATABASES = peer_databases("django_tenants.postgresql_backend")
if VARIANT.get("CLONE"):
    TENANT_BASE_SCHEMA = "template"
    TENANT_CREATION_FAKES_MIGRATIONS = True
