"""Who signs in: sessions, cookies and links are good in their own company alone."""

from tests.mutation.guards.guard import Guard

SEALED = "tenants/sealed.py"

GUARDS = (
    Guard(
        "signed cookies are sealed for their company",
        SEALED,
        "super().__init__(salt=f\"{current_realm()}.{salt or ''}\", **options)",
        "super().__init__(salt=salt, **options)",
        ("tests/tenants/test_sealed.py",),
    ),
    Guard(
        "a session is sealed for its company",
        SEALED,
        'return f"tenants.session.{current_realm()}"',
        'return "tenants.session"',
        ("tests/tenants/test_sealed.py",),
    ),
    Guard(
        "cache keys bear the company",
        SEALED,
        'return f"{current_realm()}:{key_prefix}:{version}:{key}"',
        'return f"{key_prefix}:{version}:{key}"',
        ("tests/tenants/test_sealed.py",),
    ),
    Guard(
        "links are good in their company alone",
        "accounts/links.py",
        "if link_realm != realm:",
        "if False:",
        ("tests/isolation", "tests/accounts/test_links.py"),
    ),
    Guard(
        "a session's key is one that we gave out",
        SEALED,
        "return bool(key and _SESSION_KEY.fullmatch(key))",
        "return bool(key)",
        ("tests/isolation/test_fuzz.py", "tests/accounts/test_bad_input.py"),
    ),
    Guard(
        "cookies are bound to their host",
        "config/settings.py",
        '_COOKIE_PREFIX = "__Host-" if HTTPS else ""',
        '_COOKIE_PREFIX = ""',
        ("tests/config/test_settings.py",),
    ),
    Guard(
        "a page asks for a sign-in",
        "config/settings.py",
        '    "django.contrib.auth.middleware.LoginRequiredMiddleware",\n',
        "",
        ("tests/accounts/test_deny_by_default.py",),
    ),
)
