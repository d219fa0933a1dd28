"""Settings, read from the environment; an invalid value stops the start with a message."""

import tomllib
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config import databases
from config import environment as env
from config.http import logs, policy
from config.local import embedded
from config.schedule import SCHEDULES, TASKS  # noqa: F401 - both are settings

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Names ------------------------------------------------------------------------------------

# The name of the installation in the operator's admin, page titles, mails and error pages.
SITE_NAME = "Shiftbook"
# The prefix of application_name on the database server.
APPLICATION_NAME = "shiftbook"

# --- Environment ------------------------------------------------------------------------------

DATA_DIR = (BASE_DIR / env.text("DATA_DIR", default=".data")).resolve()
# Without DATABASE_URL everything is on this machine: an embedded database, plain HTTP, mail in
# files. The demo, the tests and a developer's shell use this, and must agree with each other.
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
# Previous secrets: data signed or encrypted with them stays readable.
SECRET_KEY_FALLBACKS = env.text("SECRET_KEY_FALLBACKS").split()

ALLOWED_HOSTS = [BASE_DOMAIN, f".{BASE_DOMAIN}"]

# --- Apps: with tables in public, in the companies' schemas, or both --------------------------

SHARED_APPS = [
    "config",
    "tenants",
    "jobs",
    "accounts",
    "presets",
    "operations",
    "operations.apps.OperatorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_htmx",
    "csp",
]
TENANT_APPS = ["jobs", "accounts", "timetracking"]
INSTALLED_APPS = list(dict.fromkeys([*SHARED_APPS, *TENANT_APPS]))

MIDDLEWARE = [
    "config.http.logs.RequestLogMiddleware",
    "config.observability.requests.MetricsMiddleware",
    # The headers that every response has, also a load balancer's and a stranger's.
    "config.http.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.http.health.HealthMiddleware",
    "config.http.certificates.CertificateMiddleware",
    "config.http.languages.LanguageMiddleware",
    "config.http.hosts.HostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.http.headers.MethodMiddleware",
    "config.observability.page.MetricsPageMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.http.bodies.BodyMiddleware",
    "tenants.middleware.TenantMiddleware",
    "timetracking.navigation.moved.MovedMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.devices.middleware.DeviceMiddleware",
    "config.http.support.SupportMiddleware",
    "accounts.browsers.KnownBrowserMiddleware",
    # Deny by default: a view that does not say who may see it requires a sign-in.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.http.incoming.CurrentUrlMiddleware",
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
            "libraries": {"places": "places.templatetags.places"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database: two logins on one database -----------------------------------------------------

# Limits the memory of a backend, which caches the tables of all companies it has served.
CONN_MAX_AGE = env.number("CONN_MAX_AGE", default=300, high=86_400)
DATABASE_POOL = env.number("DATABASE_POOL", default=0, high=1000)
_EMBEDDED = DATA_DIR if LOCAL else None
_APP = databases.entry("DATABASE_URL", "shiftbook_app", local=_EMBEDDED, max_age=CONN_MAX_AGE)
# Migrations and the creation of companies are rare: keep no connection for them.
_OWNER = databases.entry("OWNER_DATABASE_URL", "shiftbook_owner", local=_EMBEDDED, max_age=0)
DATABASES = {
    "default": databases.serving(_APP, pool=DATABASE_POOL),
    "owner": _OWNER | {"TEST": {"DEPENDENCIES": []}},
}
ADMIN_DATABASE = databases.administrator(_EMBEDDED)
OWNER_LOGIN_IS_SEPARATE = LOCAL or bool(env.text("OWNER_DATABASE_URL"))
DATABASE_ROUTERS = ["tenants.routers.TenantRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Serve no request with a login that could read every company or a server with a known hole.
REFUSE_UNSAFE_DATABASE = not DEBUG
TENANT_ROLES = env.flag("TENANT_ROLES", default=True)
STATEMENT_TIMEOUT_MS = env.number("STATEMENT_TIMEOUT_MS", default=10_000, low=100)
IDLE_TIMEOUT_MS = env.number("IDLE_TIMEOUT_MS", default=60_000, low=1000)

# --- Companies that are read-only -------------------------------------------------------------

# Whom a suspended or read-only company should contact: an address, a link or a phone number.
OPERATOR_CONTACT = env.line("OPERATOR_CONTACT")
# What signing in writes: sessions, counters, the security log, mails. All else is read-only.
READ_ONLY_APPS = ["accounts", "jobs"]
# The addresses, by name, that still take a form: signing in and out, and showing that it is you.
_SUPPORT = ("support-enter", "support-end")
READ_ONLY_VIEWS = frozenset({"login", "second-step", "confirm", "logout", *_SUPPORT})

# --- What one company may have ----------------------------------------------------------------

ALLOWANCES = "config.allowances.of_current_company"
# Requests that a process serves at a time, 0: any number; by default half of gunicorn's threads.
_HALF = (env.number("WEB_THREADS", default=4, low=1) + 1) // 2
REQUESTS_PER_COMPANY = env.number("REQUESTS_PER_COMPANY", default=_HALF)

# --- Addresses and domains of companies -------------------------------------------------------

# How long an address that a company has given up leads to the new one, and is nobody else's.
ADDRESS_KEPT_DAYS = env.number("ADDRESS_KEPT_DAYS", default=180, high=3650)

# What reads the TXT records of a name: see operations.domains.lookup.
DOMAIN_LOOKUP = "operations.domains.lookup.txt_records"
# The name servers that are asked, IP addresses; those of the system if it is not set.
DNS_SERVERS = env.ip_addresses("DNS_SERVERS")

# --- Signing in -------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
]
LOGIN_URL = LOGOUT_REDIRECT_URL = "login"
LOGIN_REDIRECT_URL = "/home/"
OPERATOR_SECOND_FACTOR = env.flag("OPERATOR_SECOND_FACTOR", default=not DEBUG)
OPERATOR_IDLE_MINUTES = env.number("OPERATOR_IDLE_MINUTES", default=30, low=10, high=1440)
OPERATOR_SESSION_HOURS = env.number("OPERATOR_SESSION_HOURS", default=8, low=1, high=168)

# --- Companies that sign up themselves --------------------------------------------------------

# On the base domain: everybody, who has a link of the operator's, or nobody.
SIGNUP = env.choice("SIGNUP", default="off", choices=("open", "invite", "off"))

# --- Cookies, transport, headers --------------------------------------------------------------

# "__Host-" binds a cookie to one host: another company cannot set or read it.
_COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = f"{_COOKIE_PREFIX}csrftoken", f"{_COOKIE_PREFIX}language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "tenants.sealed"
SESSION_MODEL = "accounts.Session"
SESSION_COOKIE_AGE = LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if HTTPS and TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = policy.POLICY
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
LARGER_BODIES = dict.fromkeys(("/people/import/", "/settings/look/logo/"), 4 * 1024 * 1024)
MESSAGE_STORAGE = "tenants.sealed.MessageStorage"
SIGNING_BACKEND = "tenants.sealed.CookieSigner"

# In each worker's memory. Every key contains the company, and requires one.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "tenants.sealed.cache_key",
    }
}

# --- Languages and time: stored in UTC, shown in the company's language and zone --------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.translations.formats"
TIME_ZONE = "UTC"
TIME_ZONES = env.time_zones()
USE_TZ = USE_I18N = True

# --- Files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
_STATIC = "django.contrib.staticfiles.storage" if DEBUG else "config.http.static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": f"{_STATIC}.StaticFilesStorage"},
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

# --- Logs, metrics, reports of errors ---------------------------------------------------------

LOG_FORMAT = env.choice("LOG_FORMAT", default="text", choices=("text", "json"))
SENTRY_DSN = env.text("SENTRY_DSN")
LOGGING = logs.configuration(LOG_FORMAT, sentry=bool(SENTRY_DSN))
SLOW_STATEMENT_MS = env.number("SLOW_STATEMENT_MS", default=500, low=1)
# What Prometheus shows; without it, /metrics is for signed-in operators alone.
METRICS_TOKEN = env.secret("METRICS_TOKEN")
METRICS_COMPANIES = env.number("METRICS_COMPANIES", default=20, high=500)

# --- What is kept elsewhere -------------------------------------------------------------------

# To which note_audit_ends appends; to be kept where the database's owner has no access.
AUDIT_LOG = env.file("AUDIT_LOG")
# The release, which backups name.
VERSION = str(tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"])
# A folder, or s3://BUCKET/PREFIX. On a newcomer's machine a folder in DATA_DIR, if it is not set.
BACKUP_DIR = env.place("BACKUP_DIR")
# A public key of age, to which backups are encrypted, and the file with the secret one.
BACKUP_RECIPIENT = env.text("BACKUP_RECIPIENT")
BACKUP_IDENTITY_FILE = env.file("BACKUP_IDENTITY_FILE")
# Older ones are removed, but never the newest of a company, nor the newest that was verified.
BACKUP_KEEP_DAYS = env.number("BACKUP_KEEP_DAYS", default=30, low=1, high=3650)
BACKUP_KEEP_COUNT = env.number("BACKUP_KEEP_COUNT", default=7, low=1, high=1000)
# How long what a restore has replaced is kept.
RESTORE_KEEP_DAYS = env.number("RESTORE_KEEP_DAYS", default=7, low=1, high=365)
