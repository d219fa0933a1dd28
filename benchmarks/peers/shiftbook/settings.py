"""Shiftbook's engine, set up as in config/settings.py, with the one view."""

from benchmarks.peers.base import *  # noqa: F403
from benchmarks.peers.base import MIDDLEWARE, SHARED, STAFF, bench_database, production

SHARED_APPS = ["tenants", *SHARED]
TENANT_APPS = [STAFF]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
PUBLIC_URLCONF = "benchmarks.peers.staff.urls"
MIDDLEWARE = [MIDDLEWARE[0], "tenants.middleware.TenantMiddleware", *MIDDLEWARE[1:]]
DATABASE_ROUTERS = production.DATABASE_ROUTERS
DATABASES = {alias: bench_database(alias) for alias in ("default", "owner")}
ADMIN_DATABASE = production.ADMIN_DATABASE
TENANT_ROLES = production.TENANT_ROLES
REFUSE_UNSAFE_DATABASE = production.REFUSE_UNSAFE_DATABASE
STATEMENT_TIMEOUT_MS = production.STATEMENT_TIMEOUT_MS
IDLE_TIMEOUT_MS = production.IDLE_TIMEOUT_MS
SITE_NAME, APPLICATION_NAME = production.SITE_NAME, production.APPLICATION_NAME
URL_SCHEME, URL_PORT = production.URL_SCHEME, production.URL_PORT
CACHES = production.CACHES
SESSION_ENGINE = production.SESSION_ENGINE
MESSAGE_STORAGE = production.MESSAGE_STORAGE
SIGNING_BACKEND = production.SIGNING_BACKEND
