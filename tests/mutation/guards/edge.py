"""What a stranger sends, and what a client may hold."""

from tests.mutation.guards.guard import Guard

INCOMING = "config/http/incoming.py"
BODIES = "config/http/bodies.py"
HEADERS = "config/http/headers.py"
SERVER_LOG = "config/http/server_log.py"
CONNECTION = "config/http/connection.py"
WORKER = "config/http/worker.py"
CHANGELISTS = "operations/admin/changelists.py"
CONFIRMING = "operations/admin/confirming.py"

READING = ("tests/config/http/test_incoming.py",)
LOGGING = ("tests/config/http/test_server_log.py",)
SLOW = ("tests/faults/test_slow_clients.py",)
ADMIN = ("tests/operations/test_strange_input.py",)
ASKING = ("tests/operations/test_confirming.py",)

GUARDS = (
    Guard(
        "a charset is UTF-8 or ASCII",
        INCOMING,
        'if found and found[1].lower() == "charset" and found[2]',
        'if False and found and found[1].lower() == "charset" and found[2]',
        READING,
    ),
    Guard(
        "a parameter of a content type names no charset of its own",
        INCOMING,
        r""";[ \t]*([!#$%&'+.""",
        r""";[ \t]*([!#$%&'*+.""",
        READING,
    ),
    Guard(
        "a content type that was taken away is refused",
        BODIES,
        "if REFUSED in request.META:",
        "if False:",
        READING,
    ),
    Guard(
        "a form that cannot be parsed is refused",
        BODIES,
        "except Exception:",
        "except KeyboardInterrupt:",
        READING,
    ),
    Guard(
        "a length has few digits",
        BODIES,
        "if len(length) > 18 or",
        "if",
        ("tests/config/http/test_bodies.py",),
    ),
    Guard(
        "an address that cannot be read is taken away",
        INCOMING,
        "except ValueError:",
        "except KeyError:",
        READING,
    ),
    Guard(
        "every response has the security headers",
        HEADERS,
        "response = super().process_response(request, response)",
        "pass",
        ("tests/config/http/test_headers.py",),
    ),
    Guard(
        "health is served without https",
        HEADERS,
        "self.redirect = False",
        "pass",
        ("tests/config/http/test_headers.py",),
    ),
    Guard(
        "a static file can only be read",
        HEADERS,
        "(response.streaming or not response.content)",
        "not response.content",
        ("tests/config/http/test_headers.py",),
    ),
    Guard(
        "https is not served without a proxy",
        "config/checks.py",
        "if settings.HTTPS and not settings.TRUSTED_PROXIES:",
        "if False:",
        ("tests/config/test_settings.py",),
    ),
    Guard(
        "gunicorn's log has no request lines",
        SERVER_LOG,
        "if invalid := _INVALID.fullmatch(message):",
        "if False and (invalid := _INVALID.fullmatch(message)):",
        LOGGING,
    ),
    Guard(
        "gunicorn's log has no paths",
        SERVER_LOG,
        'elif message.startswith("Error handling request"):',
        "elif False:",
        LOGGING,
    ),
    Guard(
        "gunicorn's log has no texts of errors",
        SERVER_LOG,
        "if record.exc_info and not message.startswith(_OWN):",
        "if False:",
        LOGGING,
    ),
    Guard(
        "gunicorn uses the log without requests",
        "config/gunicorn.py",
        'logger_class = "config.http.server_log.ServerLogger"\n',
        "",
        ("tests/faults/test_strange_requests.py",),
    ),
    Guard(
        "slow clients hold no threads",
        "config/gunicorn.py",
        'worker_class = "config.http.worker.Worker"',
        'worker_class = "gthread"',
        SLOW,
    ),
    Guard(
        "a client is let go after its time",
        WORKER,
        "for waiting in (self.pending_conns, self.lingering):",
        "for waiting in (self.lingering,):",
        SLOW,
    ),
    Guard(
        "who has waited longest makes room",
        WORKER,
        "        if self.nr_conns >= self.worker_connections:\n            self._make_room()\n",
        "",
        SLOW,
    ),
    Guard(
        "nobody waits for a body that is refused",
        WORKER,
        "            req.force_close()  #",
        "            pass  #",
        SLOW,
    ),
    Guard(
        "an odd transfer coding is a 400",
        WORKER,
        'exc = InvalidHeader("TRANSFER-ENCODING")',
        "pass",
        SLOW,
    ),
    Guard(
        "a head has a limit",
        CONNECTION,
        "elif len(self.received) > HEAD_LIMIT:",
        "elif False:",
        SLOW,
    ),
    Guard(
        "nobody but the kernel waits for a client to close",
        CONNECTION,
        "if graceful and not self.is_lingering:",
        "if graceful and util.close_graceful(self.sock) is None:",
        SLOW,
    ),
    Guard(
        "a list of the admin filters only by its filters",
        CHANGELISTS,
        "        return lookup in allowed\n",
        "        return True\n",
        ADMIN,
    ),
    Guard(
        "an action on nonsense is a 400",
        CHANGELISTS,
        "except (DataError, OverflowError, ValueError) as error:",
        "except KeyError as error:",
        ADMIN,
    ),
    Guard(
        "a list that was refused leaves the transaction whole",
        CHANGELISTS,
        "with transaction.atomic():",
        "if True:",
        ADMIN,
    ),
    Guard(
        "the admin does not lead into companies' tables",
        "operations/admin_site.py",
        'if getattr(pattern, "name", None) != "view_on_site"',
        "if True",
        ADMIN,
    ),
    Guard(
        "an action on companies asks first",
        CONFIRMING,
        "elif request.POST.get(CONFIRMED) != digest(affected):",
        "elif False:",
        ASKING,
    ),
    Guard(
        "an action on others than were asked about asks again, even on as many",
        CONFIRMING,
        'ids = ",".join(str(pk) for pk in sorted(company.pk for company in companies))',
        "ids = str(len(companies))",
        ASKING,
    ),
)
