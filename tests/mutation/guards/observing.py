"""Who reads the metrics, what becomes a label, what leaves in a report; a health check."""

from tests.mutation.guards.guard import Guard

_PAGE = "config/observability/page.py"
_SENTRY = "config/observability/sentry.py"
_COMPANIES = "config/observability/companies.py"
_SOURCES = "config/observability/sources.py"
_LOGS = "config/http/logs.py"

_READING = ("tests/config/observability/test_page.py",)
_COUNTING = ("tests/config/observability/test_requests.py",)
_REPORTING = ("tests/config/observability/test_sentry.py",)

GUARDS = (
    Guard(
        "the metrics are for operators",
        _PAGE,
        "if admin.site.has_permission(request):",
        "if True:",
        _READING,
    ),
    Guard(
        "the metrics are for operators who have shown their second factor",
        _PAGE,
        "if admin.site.has_permission(request):",
        "if request.user.is_active and request.user.is_staff:",
        _READING,
    ),
    Guard(
        "without METRICS_TOKEN no token is right",
        _PAGE,
        "return bool(settings.METRICS_TOKEN) and hmac.",
        "return hmac.",
        _READING,
    ),
    Guard(
        "the whole token is compared",
        _PAGE,
        "hmac.compare_digest(sent, expected)",
        "expected.startswith(sent)",
        _READING,
    ),
    Guard(
        "the token opens nothing on a company's host",
        _PAGE,
        "if is_asked_for and _is_base_domain(request) and",
        "if is_asked_for and",
        _READING,
    ),
    Guard(
        "a path is no label",
        _LOGS,
        'return f"/{match.route}" if match else "(no route)"',
        "return request.path",
        _COUNTING,
    ),
    Guard(
        "a method that nobody knows is no label",
        _LOGS,
        'return request.method if request.method in _METHODS else "(other)"',
        'return request.method or ""',
        _COUNTING,
    ),
    Guard(
        "only the busiest companies are named",
        _COMPANIES,
        "(-rows[name][0], name))[:most]",
        "(-rows[name][0], name))",
        ("tests/config/observability/test_companies.py",),
    ),
    Guard(
        "a minute has an end",
        _COMPANIES,
        "if company not in rows and len(rows) >= MOST_OF_A_MINUTE:",
        "if False:",
        ("tests/config/observability/test_companies.py",),
    ),
    Guard(
        "the metrics are kept for some seconds",
        _SOURCES,
        "if time.monotonic() - self.read_at > self.seconds:",
        "if True:",
        ("tests/config/observability/test_sources.py",),
    ),
    Guard(
        "a request's id is taken from a trusted proxy alone",
        _LOGS,
        'request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXIES else ""',
        'request.headers.get("X-Request-ID", "")',
        ("tests/config/http/test_logs.py",),
    ),
    Guard(
        "a slow statement is logged without its values",
        "config/observability/statements.py",
        '_VALUES.sub("?", str(statement)[:_READ])',
        "str(statement)[:_READ]",
        ("tests/config/observability/test_statements.py",),
    ),
    Guard(
        "a report has no text of an error",
        _SENTRY,
        '_only(error, ("type", "module"))',
        '_only(error, ("type", "module", "value"))',
        _REPORTING,
    ),
    Guard(
        "a report has no values of variables",
        _SENTRY,
        "[_only(frame, (*_FRAME, *_SOURCE)) for frame in frames]",
        "frames",
        _REPORTING,
    ),
    Guard(
        "a report has nothing but what may leave",
        _SENTRY,
        "left = _only(event, _EVENT)",
        "left = dict(event)",
        _REPORTING,
    ),
    Guard(
        "a report has no arguments of a message",
        _SENTRY,
        'left["logentry"] = {"message": message}',
        'left["logentry"] = event["logentry"]',
        _REPORTING,
    ),
    Guard(
        "a report has no message of other people's code",
        _SENTRY,
        "if is_ours else",
        "if True else",
        _REPORTING,
    ),
    Guard(
        "the SDK writes no event of its own",
        _SENTRY,
        "before_send=without_people,",
        "before_send=lambda event, hint: event,",
        _REPORTING,
    ),
    Guard(
        "a health check that is refused fails",
        "config/http/probe.py",
        "return 0 if status == 200 else 1",
        "return 0",
        ("tests/config/http/test_probe.py",),
    ),
    Guard(
        "the metrics have the backup of the operator's rows",
        _SOURCES,
        "    yield from _public_backup(verified.get(public.OWNER.pk), now)\n",
        "",
        ("tests/config/observability/test_sources.py",),
    ),
)
