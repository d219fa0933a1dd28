"""The settings that all contenders share; BENCH_VARIANT holds a variant's changes."""

import json
import os
from typing import Any

from config import settings as production

VARIANT: dict[str, Any] = json.loads(os.environ.get("BENCH_VARIANT", "{}"))

SECRET_KEY = production.SECRET_KEY
BASE_DOMAIN = production.BASE_DOMAIN
ALLOWED_HOSTS = production.ALLOWED_HOSTS
ROOT_URLCONF = "benchmarks.peers.staff.urls"
STAFF = "benchmarks.peers.staff"
# The apps with tables in every company: that of the one view, or all of the product's.
TENANT_APPS = production.TENANT_APPS if VARIANT.get("PRODUCT") else [STAFF]
if VARIANT.get("PRODUCT"):
    AUTH_USER_MODEL = production.AUTH_USER_MODEL
    LANGUAGES = production.LANGUAGES
# The apps of a new project, in public; some peers also record their migrations in each schema.
SHARED = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]
SHARED += [app for app in TENANT_APPS if app in production.SHARED_APPS and app not in SHARED]
SILENCED_SYSTEM_CHECKS = ["admin.E403", "admin.E408", "admin.E409", "admin.E410"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = USE_I18N = True
# The middleware of a new project, without that for sessions, whose tables are not compared here.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def bench_database(alias: str) -> dict[str, Any]:
    """Return the production settings of one of Shiftbook's logins, for the benchmark's database."""
    return {**production.DATABASES[alias], "NAME": os.environ["BENCH_DATABASE"]}


def peer_databases(engine: str) -> dict[str, Any]:
    """Return a peer's DATABASES: the owner login, and persistent connections like ours."""
    owner = bench_database("owner")
    database = {
        **owner,
        "ENGINE": engine,
        "CONN_MAX_AGE": production.DATABASES["default"]["CONN_MAX_AGE"],
        "ATOMIC_REQUESTS": VARIANT.get("ATOMIC_REQUESTS", False),
        "OPTIONS": {**owner["OPTIONS"], **VARIANT.get("OPTIONS", {})},
    }
    return {"default": database}


if VARIANT.get("LATER"):
    MIGRATION_MODULES = {"staff": "benchmarks.peers.staff.later"}
