"""django-pgschemas, set up as in its documentation, with the one view."""

from benchmarks.peers.base import *  # noqa: F403
from benchmarks.peers.base import (
    MIDDLEWARE,
    ROOT_URLCONF,
    SHARED,
    TENANT_APPS,
    VARIANT,
    peer_databases,
)

TENANTS = {
    "public": {
        "APPS": [
            "django_pgschemas",
            *SHARED,
            "benchmarks.peers.django_pgschemas.customers",
        ],
    },
    "default": {
        "TENANT_MODEL": "customers.Client",
        "DOMAIN_MODEL": "customers.Domain",
        "APPS": TENANT_APPS,
        "URLCONF": ROOT_URLCONF,
    },
}
if VARIANT.get("CLONE"):
    TENANTS["default"]["CLONE_REFERENCE"] = "reference"
INSTALLED_APPS = list(dict.fromkeys([*TENANTS["public"]["APPS"], *TENANT_APPS]))
PGSCHEMAS_LIMIT_SET_CALLS = VARIANT.get("PGSCHEMAS_LIMIT_SET_CALLS", False)
MIDDLEWARE = ["django_pgschemas.routing.middleware.DomainRoutingMiddleware", *MIDDLEWARE]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
DATABASE_ROUTERS = ["django_pgschemas.routers.TenantAppsRouter"]
DATABASES = peer_databases("django_pgschemas.postgresql")
