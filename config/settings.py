"""Every setting, read from the environment; a wrong value stops the start with a sentence."""

from importlib import resources
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config import environment as env
from config.http import logs
from config.local import embedded

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Who we are -------------------------------------------------------------------------------

# What the installation is called: in the operator's admin, page titles, mails and error pages.
SITE_NAME = "Shiftbook"
# What its sessions on the database server begin with, and its logs.
APPLICATION_NAME = "shiftbook"

# --- Where we are -----------------------------------------------------------------------------

DATA_DIR = (BASE_DIR / env.text("DATA_DIR", default=".data")).resolve()
# Without DATABASE_URL everything stays on this machine: embedded database, plain HTTP, mail in
# files. That is the demo, the tests and a developer's shell, which must agree with each other.
LOCAL = not env.text("DATABASE_URL")
DEBUG = env.flag("DEBUG", default=False)
HTTPS = env.flag("HTTPS", default=not (DEBUG or LOCAL))

BASE_DOMAIN = env.domain("BASE_DOMAIN", default="localhost")
PORT = env.number("PORT", default=8000, low=1, high=65535)
PUBLIC_PORT = env.number("PUBLIC_PORT", default=443 if HTTPS else PORT, low=1, high=65535)
URL_SCHEME = "https" if HTTPS else "http"
URL_PORT = "" if (443 if HTTPS else 80) == PUBLIC_PORT else f":{PUBLIC_PORT}"
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", default=0, high=10)

SECRET_KEY = env.text("SECRET_KEY")
if not SECRET_KEY and LOCAL:
    SECRET_KEY = embedded.secret_key(DATA_DIR)
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Write 50 or more random characters, for example from: "
        'python -c "import secrets; print(secrets.token_urlsafe(50))"'
    )
# Secrets of before: what they signed and encrypted stays readable.
SECRET_KEY_FALLBACKS = env.text("SECRET_KEY_FALLBACKS").split()

ALLOWED_HOSTS = [BASE_DOMAIN, f".{BASE_DOMAIN}"]

# --- Apps: who has tables where ---------------------------------------------------------------

SHARED_APPS = [
    "config",
    "tenants",
    "accounts",
    "operations",
    "operations.apps.OperatorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
]
TENANT_APPS = ["accounts", "django.contrib.sessions", "timetracking"]
INSTALLED_APPS = list(dict.fromkeys([*SHARED_APPS, *TENANT_APPS]))

MIDDLEWARE = [
    "config.http.logs.RequestLogMiddleware",
    "config.http.health.HealthMiddleware",
    "config.http.languages.LanguageMiddleware",
    "config.http.hosts.HostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.http.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.http.bodies.BodyMiddleware",
    "tenants.middleware.TenantMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Deny by default: a view without a word on who may see it asks for a sign-in.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "timetracking.web.middleware.CompanyMiddleware",
]

ROOT_URLCONF = "config.urls"
PUBLIC_URLCONF = "config.urls_public"
WSGI_APPLICATION = "config.wsgi.application"
CSRF_FAILURE_VIEW = "config.http.errors.csrf_failure"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database: two logins on one database -----------------------------------------------------


# How long a connection lives bounds what its backend remembers of the companies it has seen.
CONN_MAX_AGE = env.number("CONN_MAX_AGE", default=300, high=86_400)
DATABASE_POOL = env.number("DATABASE_POOL", default=0, high=1000)
POOL_TIMEOUT_S = 10  # a request that gets no connection by then is answered 503
if DATABASE_POOL and not CONN_MAX_AGE:
    raise ImproperlyConfigured(
        "DATABASE_POOL keeps connections, and CONN_MAX_AGE=0 ends each after its request. "
        "Write a CONN_MAX_AGE such as 300, or leave DATABASE_POOL out."
    )


def _database(variable: str, login: str) -> dict[str, Any]:
    """Describe one login from its URL, or the embedded server's."""
    if LOCAL:
        found: dict[str, Any] = dict(embedded.database(DATA_DIR, login))
    else:
        found = env.database(variable if env.text(variable) else "DATABASE_URL")
    options = {"connect_timeout": 5} | found.pop("OPTIONS", {})
    return {
        **found,
        "ENGINE": "tenants.postgresql",
        "CONN_MAX_AGE": CONN_MAX_AGE,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": options,
    }


def _serving(database: dict[str, Any]) -> dict[str, Any]:
    """Describe the login that serves requests; its parameters are bound by the server."""
    options = {**database["OPTIONS"], "server_side_binding": True}
    found = database | {"OPTIONS": options, "TEST": {"MIRROR": "owner"}}
    if DATABASE_POOL:
        life = {"max_lifetime": CONN_MAX_AGE, "timeout": POOL_TIMEOUT_S}
        options["pool"] = {"min_size": 1, "max_size": DATABASE_POOL, **life}
        found["CONN_MAX_AGE"] = 0  # a request gives its connection back
    return found


DATABASES = {
    "default": _serving(_database("DATABASE_URL", "shiftbook_app")),
    # Migrations and companies' set-up are rare: no connection is kept for them.
    "owner": _database("OWNER_DATABASE_URL", "shiftbook_owner")
    | {"CONN_MAX_AGE": 0, "TEST": {"DEPENDENCIES": []}},
}


def _admin_database() -> dict[str, Any] | None:
    """Describe the superuser that setup_database works as, for psycopg; None if there is none."""
    if LOCAL:
        return dict(embedded.superuser(DATA_DIR))
    return env.server("ADMIN_DATABASE_URL") if env.text("ADMIN_DATABASE_URL") else None


ADMIN_DATABASE = _admin_database()
OWNER_LOGIN_IS_SEPARATE = LOCAL or bool(env.text("OWNER_DATABASE_URL"))
DATABASE_ROUTERS = ["tenants.routers.TenantRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A login that could reach every company, or a server with a known hole, serves no request.
REFUSE_UNSAFE_DATABASE = not DEBUG
TENANT_ROLES = env.flag("TENANT_ROLES", default=True)
STATEMENT_TIMEOUT_MS = env.number("STATEMENT_TIMEOUT_MS", default=10_000, low=100)
IDLE_TIMEOUT_MS = env.number("IDLE_TIMEOUT_MS", default=60_000, low=1000)

# --- Signing in -------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator"},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

# --- Cookies, transport, headers --------------------------------------------------------------

# "__Host-" binds a cookie to exactly one host: a sibling company cannot set or read it.
_COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "tenants.sealed"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if HTTPS and TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
MESSAGE_STORAGE = "tenants.sealed.MessageStorage"
SIGNING_BACKEND = "tenants.sealed.CookieSigner"

# In each worker's memory. Every key bears the company, and there is none without one.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "tenants.sealed.cache_key",
    }
}

# --- Words and time: stored in UTC, shown in the company's language and zone ------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.translations.formats"
TIME_ZONE = "UTC"
# What a company may choose: the same list on every machine, without walking the machine's own.
# "Factory" is no place, but means "not set yet".
TIME_ZONES = sorted(
    set(resources.files("tzdata").joinpath("zones").read_text().split()) - {"Factory"}
)
USE_TZ = USE_I18N = True

# --- Files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.http.static.StaticFilesStorage"
    },
}

# --- Mail -------------------------------------------------------------------------------------

EMAIL_URL_IS_SET = bool(env.text("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <no-reply@{BASE_DOMAIN}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10
if EMAIL_URL_IS_SET:
    globals().update(env.mail("EMAIL_URL"))
elif LOCAL:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DATA_DIR / "mail")
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# --- Logs -------------------------------------------------------------------------------------

LOG_FORMAT = env.choice("LOG_FORMAT", default="text", choices=("text", "json"))
LOGGING = logs.configuration(LOG_FORMAT)
