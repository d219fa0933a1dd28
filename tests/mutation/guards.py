"""The guards: the change that takes each away, and the tests that must notice."""

from dataclasses import dataclass

BACKEND = "tenants/postgresql/base.py"
SWITCH = "tenants/postgresql/switch.py"
CURSOR = "tenants/postgresql/cursor.py"
SAFETY = "tenants/postgresql/safety.py"
CONTEXT = "tenants/context.py"
ROUTERS = "tenants/routers.py"
ROLES = "tenants/roles.py"
SERVER = "tenants/server.py"
SEALED = "tenants/sealed.py"
MIDDLEWARE = "tenants/middleware.py"
RESOLVER = "tenants/resolver.py"
RECORDING = "tenants/recording.py"
MIGRATOR = "tenants/migrator.py"
RECORDS = "tenants/records.py"
ROLLOUT = "tenants/rollout.py"
AUDIT = "timetracking/services/audit.py"
UNDO = "timetracking/services/undo.py"
PINS = "timetracking/services/pins.py"
KIOSKS = "timetracking/services/kiosks.py"
KIOSK_CLOCK = "timetracking/services/kiosk_clock.py"


@dataclass(frozen=True)
class Guard:
    """One guard: `text` in `file` becomes `without`, and one of `tests` must fail."""

    name: str
    file: str
    text: str
    without: str
    tests: tuple[str, ...] = ("tests/isolation",)


ENGINE = ("tests/tenants/test_backend.py", "tests/tenants/test_context.py")
REENTRY = ("tests/tenants/test_reentry.py",)
REPLAY = ("tests/tenants/test_recording.py",)
ROLLING = ("tests/tenants/test_migrations.py",)
BOARD = ("tests/timetracking/test_board_page.py",)
LIMITED = ("tests/timetracking/test_limited_managers.py",)

GUARDS = (
    # What BEGIN carries.
    Guard(
        "the role switch in BEGIN",
        SWITCH,
        'statements.insert(0, f"SET LOCAL ROLE {role}")',
        "pass",
    ),
    Guard(
        "the search path in BEGIN",
        SWITCH,
        '        f"SET LOCAL search_path = {path}",\n',
        "",
    ),
    Guard(
        "the stamp check",
        BACKEND,
        "                self._open(switch)\n            self._verify(switch)",
        "                self._open(switch)",
        ENGINE,
    ),
    Guard(
        "the answer to BEGIN before the block",
        CONTEXT,
        "            if not ahead:\n                connection.settle()\n",
        "",
        ENGINE,
    ),
    Guard(
        "a refusal of BEGIN that is met again",
        BACKEND,
        "            self._refusal = refusal\n",
        "",
        ENGINE,
    ),
    Guard(
        "a refusal that inner middleware made a page of",
        MIDDLEWARE,
        "                require_active().connection.settle()\n",
        "",
        ("tests/tenants/test_resolver.py",),
    ),
    Guard(
        "the statement timeout in BEGIN",
        SWITCH,
        'statements.append(f"SET LOCAL statement_timeout = {statement:d}")',
        "pass",
        ENGINE,
    ),
    Guard(
        "the idle timeout in BEGIN",
        SWITCH,
        'statements.append(f"SET LOCAL idle_in_transaction_session_timeout = {idle:d}")',
        "pass",
        ENGINE,
    ),
    Guard(
        "only slugs become SQL",
        SWITCH,
        "if slug is not None and not is_slug(slug):",
        "if False:",
        ENGINE,
    ),
    Guard(
        "a cursor needs its tenant's own connection and transaction",
        BACKEND,
        "if mine is not None and not (mine.connection is self and self.in_atomic_block):",
        "if False:",
        ENGINE,
    ),
    Guard(
        "a cursor needs the stamp of its tenant",
        BACKEND,
        "if reported != stamp_of(slug):",
        "if False:",
        (*ENGINE, *REENTRY),
    ),
    Guard(
        "another thread's tenant is not begun here",
        BACKEND,
        "active.alias == self.alias and active.connection is not self:",
        "False:",
        ENGINE,
    ),
    Guard(
        "a connection that an interrupt caught in BEGIN is closed",
        BACKEND,
        "that nobody is in.\n            self.close()\n",
        "that nobody is in.\n",
        ENGINE,
    ),
    Guard(
        "a connection that an interrupt caught in sending BEGIN is closed",
        BACKEND,
        "(self._opening)\n        except BaseException:\n            self.close()\n",
        "(self._opening)\n        except BaseException:\n",
        ENGINE,
    ),
    Guard(
        "autocommit is not turned off by hand",
        BACKEND,
        "if not (autocommit or force_begin_transaction_with_broken_autocommit):",
        "if False:",
        ENGINE,
    ),
    Guard(
        "a success whose connection was lost is an error",
        MIDDLEWARE,
        "elif connection.closed_in_transaction:",
        "elif False:",
        ENGINE,
    ),
    Guard(
        "a transaction that an interrupt left open is ended",
        BACKEND,
        "if self.connection.pgconn.transaction_status != psycopg.pq.TransactionStatus.IDLE:",
        "if False:",
        ENGINE,
    ),
    Guard(
        "a silent rollback is an error",
        BACKEND,
        "self.connection.pgconn.transaction_status == aborted",
        "False",
        ENGINE,
    ),
    Guard(
        "savepoints are taken under a replaced connection",
        BACKEND,
        '    "autocommit",\n',
        "",
        ENGINE,
    ),
    Guard(
        "commit callbacks have no tenant",
        BACKEND,
        "with context.no_tenant():",
        "if True:",
        ENGINE,
    ),
    # What the login that serves requests can say.
    Guard(
        "statements of other kinds are not sent",
        CURSOR,
        "if not ALLOWED.match(query.query):",
        "if False:",
        ("tests/isolation", *ENGINE),
    ),
    Guard(
        "one statement a message",
        CURSOR,
        '**{**options, "force_extended": True}',
        "**options",
        ("tests/isolation", *ENGINE),
    ),
    Guard(
        "no cursor is kept on the server",
        BACKEND,
        "if name is not None:",
        "if False:",
        ("tests/tenants/test_threats.py",),
    ),
    Guard(
        "Django asks for no cursor on the server",
        "config/settings.py",
        '"DISABLE_SERVER_SIDE_CURSORS": True,',
        "",
        ("tests/tenants/test_threats.py",),
    ),
    Guard(
        "a login's statements end with their client",
        SERVER,
        '"ALTER ROLE {app} IN DATABASE {database} SET client_connection_check_interval ="\n'
        "            \" '500ms'\",",
        '"SELECT 1",',
        ("tests/tenants/test_setup_database.py",),
    ),
    # What the database refuses.
    Guard(
        "row security on the registry",
        "tenants/migrations/0002_row_security.py",
        '                "ALTER TABLE tenants_tenant ENABLE ROW LEVEL SECURITY",\n',
        "",
    ),
    Guard(
        "the policy is of the own row",
        "tenants/migrations/0002_row_security.py",
        "USING ('tenant_' || slug = current_user::text)",
        "USING (true)",
    ),
    Guard(
        "set_config is withdrawn",
        SERVER,
        "(proname = 'set_config'\"",
        "(proname = 'no_such_function'\"",
    ),
    Guard(
        "set_config is withdrawn from the app login too",
        SERVER,
        '"REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM {app}",',
        '"GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO {app}",',
        ("tests/tenants/test_threats.py",),
    ),
    Guard(
        "the owner login is not used inside a company",
        BACKEND,
        "if self.alias == OWNER_ALIAS and active is not None and active.alias != OWNER_ALIAS:",
        "if False:",
        ENGINE,
    ),
    Guard(
        "signed cookies are sealed for their company",
        SEALED,
        "super().__init__(salt=f\"{current_realm()}.{salt or ''}\", **options)",
        "super().__init__(salt=salt, **options)",
        ("tests/tenants/test_sealed.py",),
    ),
    Guard(
        "large objects are withdrawn",
        SERVER,
        "\" OR proname LIKE 'lo\\\\_%' OR proname IN ('loread', 'lowrite')\"",
        '""',
    ),
    Guard(
        "advisory locks and notices are withdrawn",
        SERVER,
        "\" OR proname LIKE 'pg\\\\_%advisory%' OR proname IN"
        " ('pg_notify', 'pg_logical_emit_message'))\"",
        '")"',
    ),
    Guard(
        "temporary tables are withdrawn",
        SERVER,
        '("REVOKE TEMP ON DATABASE {database} FROM PUBLIC",)',
        '("SELECT 1",)',
        ("tests/isolation", "tests/tenants/test_setup_database.py"),
    ),
    Guard(
        "plpgsql is withdrawn",
        SERVER,
        "\" EXECUTE format('REVOKE USAGE ON LANGUAGE %I FROM PUBLIC', l);\"",
        '""',
        ("tests/isolation", "tests/tenants/test_setup_database.py"),
    ),
    Guard(
        "a company's role gets its own schema alone",
        ROLES,
        '        "GRANT USAGE ON SCHEMA {schema} TO {role}",\n',
        '        "GRANT USAGE ON SCHEMA {schema} TO {role}, PUBLIC",\n'
        '        defaults + "SELECT ON TABLES TO PUBLIC",\n',
    ),
    Guard(
        "a company's role creates nothing",
        ROLES,
        '"GRANT USAGE ON SCHEMA {schema} TO {role}"',
        '"GRANT USAGE, CREATE ON SCHEMA {schema} TO {role}"',
    ),
    Guard(
        "the app login inherits nothing",
        ROLES,
        "WITH INHERIT FALSE, SET TRUE",
        "WITH INHERIT TRUE, SET TRUE",
    ),
    Guard(
        "the record of migrations is read-only",
        ROLES,
        '{"django_migrations": "INSERT, UPDATE, DELETE"}',
        "{}",
        ("tests/isolation", "tests/tenants/test_migrations.py"),
    ),
    Guard(
        "suspending withdraws the role",
        "tenants/lifecycle.py",
        "        roles.withdraw(tenant.schema_name)\n",
        "",
        ("tests/tenants/test_lifecycle.py", "tests/tenants/test_resolver.py"),
    ),
    Guard(
        "a login above row security is refused",
        SAFETY,
        "    if above:",
        "    if False:",
        ("tests/tenants/test_safety.py",),
    ),
    Guard(
        "a login that owns tables is refused",
        SAFETY,
        "elif owns or may_become:",
        "elif False:",
        ("tests/tenants/test_safety.py",),
    ),
    Guard(
        "a server with known holes is refused",
        SAFETY,
        "if version < min(MINIMUM.values()) or (least and version < least):",
        "if False:",
        ("tests/tenants/test_safety.py",),
    ),
    Guard(
        "the first connection looks",
        BACKEND,
        "if settings.REFUSE_UNSAFE_DATABASE and any(problem.serious for problem in found):",
        "if False:",
        ("tests/tenants/test_safety.py",),
    ),
    # What Python refuses.
    Guard(
        "no tenant table without a tenant",
        ROUTERS,
        "        raise NoTenantError(",
        "        return TenantAlias.of(DEFAULT_DB_ALIAS, '')\n        raise NoTenantError(",
        ("tests/tenants/test_context.py",),
    ),
    Guard(
        "public is entered on purpose",
        ROUTERS,
        "if label in self.shared and context.in_public():",
        "if label in self.shared:",
        ("tests/tenants/test_context.py", "tests/isolation"),
    ),
    Guard(
        "an object stays in its company",
        ROUTERS,
        'if instance is not None and realm_of(instance) not in ("", here.realm):',
        "if False:",
        REENTRY,
    ),
    Guard(
        "objects of two companies are not related",
        ROUTERS,
        "return False if len(realms) > 1 else None",
        "return None",
        REENTRY,
    ),
    Guard(
        "no step from one tenant into another",
        CONTEXT,
        "if current.tenant.pk != tenant.pk or current.connection is not connection:",
        "if False:",
        (*ENGINE, *REENTRY),
    ),
    Guard(
        "a stream leaves its caller in no tenant",
        "tenants/reentry.py",
        "while (chunk := context.run(next, generator, end)) is not end:",
        "while (chunk := next(generator, end)) is not end:",
        REENTRY,
    ),
    Guard(
        "a session is sealed for its company",
        SEALED,
        'return f"shiftbook.session.{current_realm()}"',
        'return "shiftbook.session"',
        ("tests/tenants/test_sealed.py",),
    ),
    Guard(
        "messages are sealed for their company",
        SEALED,
        'return f"shiftbook.messages.{current_realm()}"',
        'return "shiftbook.messages"',
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
    # What a request meets.
    Guard(
        "a host outside the base domain is refused first",
        "config/hosts.py",
        "        request.get_host()\n",
        "",
        ("tests/config/test_hosts.py",),
    ),
    Guard(
        "a label is one of a company's form",
        RESOLVER,
        "        validate_subdomain(label)\n",
        "        pass\n",
        ("tests/tenants/test_resolver.py",),
    ),
    Guard(
        "a suspended company is not found",
        RESOLVER,
        "Tenant.objects.using(DEFAULT_DB_ALIAS).active().filter",
        "Tenant.objects.using(DEFAULT_DB_ALIAS).filter",
        ("tests/tenants/test_resolver.py",),
    ),
    Guard(
        "an answer of 500 or above saves nothing",
        MIDDLEWARE,
        "            transaction.set_rollback(True)\n",
        "            pass\n",
        ("tests/isolation", "tests/config/test_errors.py"),
    ),
    Guard(
        "pages are private and not stored",
        MIDDLEWARE,
        'response.headers.setdefault("Cache-Control", "private, no-store")',
        "pass",
    ),
    Guard(
        "a page asks for a sign-in",
        "config/settings.py",
        '    "django.contrib.auth.middleware.LoginRequiredMiddleware",\n',
        "",
        ("tests/accounts/test_deny_by_default.py",),
    ),
    Guard(
        "a body has a limit",
        "config/bodies.py",
        "if int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:",
        "if False:",
        ("tests/config", "tests/accounts/test_bad_input.py"),
    ),
    Guard(
        "a company behind the code is not served",
        MIDDLEWARE,
        "if self.history.is_behind(tenant.schema_version):",
        "if False:",
        ("tests/tenants/test_version_gate.py",),
    ),
    Guard(
        "a query over all companies cannot write",
        "tenants/across.py",
        "SET TRANSACTION READ ONLY; ",
        "",
        ("tests/tenants/test_across.py",),
    ),
    Guard(
        "a query over all companies finds no table of public by chance",
        "tenants/across.py",
        '"SET LOCAL search_path = pg_catalog, pg_temp;"',
        '""',
        ("tests/tenants/test_across.py",),
    ),
    # What is replayed, and how it is rolled out.
    Guard(
        "SQL of a migration does not leave the schema",
        MIGRATOR,
        "(waiting + end + records.still_in(tenant.schema_name))",
        "(waiting + end)",
        REPLAY,
    ),
    Guard(
        "a suspended company gets no grants back",
        MIGRATOR,
        "restore = restore and tenant.is_active",
        "pass",
        ROLLING,
    ),
    Guard(
        "a catalog that answers otherwise is noticed",
        RECORDING,
        "if _answers(cursor.cursor, schema) != self.answers:",
        "if False:",
        REPLAY,
    ),
    Guard(
        "Python of a migration is not replayed",
        RECORDING,
        "return code is operations.RunPython.noop",
        "return True",
        REPLAY,
    ),
    Guard(
        "an operation of others is not replayed",
        RECORDING,
        "return type(operation).__module__.startswith(DJANGOS_OWN)",
        "return True",
        REPLAY,
    ),
    Guard(
        "a default made anew is not replayed", RECORDING, "if _varies(field):", "if False:", REPLAY
    ),
    Guard(
        "a statement that names its schema is not replayed",
        RECORDING,
        "if many or self.schema in statement:",
        "if many:",
        REPLAY,
    ),
    Guard(
        "what cannot be replayed is run",
        MIGRATOR,
        "            self._take(tenant, work, applied, end, {})",
        "            raise",
        REPLAY,
    ),
    Guard(
        "no other company is touched if the first fails",
        ROLLOUT,
        "if outcome.error and (self.fail_fast or not self._proven):",
        "if outcome.error and self.fail_fast:",
        ROLLING,
    ),
    Guard(
        "a lock that is not had is given up",
        RECORDS,
        '"SET LOCAL lock_timeout = %s;"',
        '"SET LOCAL temp_buffers = %s;"',
        ("tests/faults/test_migrate_many.py",),
    ),
    Guard(
        "one roll-out at a time",
        ROLLOUT,
        "if not cursor.fetchone()[0]:",
        "if False:",
        ROLLING,
    ),
    # Who sees whom, and where.
    Guard(
        "a limited manager sees the people of their locations",
        "timetracking/models/employee.py",
        "return self.filter(Q(pk=actor.pk) | Exists(shared))",
        "return self",
        LIMITED,
    ),
    Guard(
        "a limited manager opens the entries of their people alone",
        "timetracking/views/employees.py",
        "if not can_see(request.employee, employee):",
        "if False:",
        LIMITED,
    ),
    Guard(
        "the board is for staff only where the company wants it",
        "timetracking/views/board.py",
        "if not can_see_board(request.employee, request.company):",
        "if False:",
        BOARD,
    ),
    Guard(
        "a member's board shows colleagues alone",
        "timetracking/models/employee.py",
        "return self.filter(Exists(shared) | (~Exists(any_at_all) & ~Exists(mine)))",
        "return self",
        BOARD,
    ),
    Guard(
        "a member's board has their locations alone",
        "timetracking/services/presence.py",
        "Location.objects.seen_by(actor) if actor.leads else Location.objects.of(actor)",
        "Location.objects.all()",
        BOARD,
    ),
    Guard(
        "nobody clocks in at a location that closes meanwhile",
        "timetracking/services/clocking.py",
        "                hold_open(location)",
        "                pass",
        ("tests/timetracking/test_locations.py",),
    ),
    # The working day: breaks, the undo, the audit trail.
    Guard(
        "append-only tables",
        ROLES,
        '    withdrawn |= dict.fromkeys(sorted(append_only_tables()), "UPDATE, DELETE")\n',
        "",
        ("tests/timetracking/test_audit.py",),
    ),
    Guard(
        "append-only after a resume",
        "tenants/lifecycle.py",
        "        roles.protect_tables(tenant.schema_name)\n",
        "",
        ("tests/timetracking/test_audit.py",),
    ),
    Guard(
        "the lock of the chain's end",
        AUDIT,
        ".select_for_update(no_key=True).get()\n        line",
        ".get()\n        line",
        ("tests/timetracking/test_races.py",),
    ),
    Guard(
        "the hash over a line",
        AUDIT,
        "if line.hash != line.computed_hash():",
        "if False:",
        ("tests/timetracking/test_audit.py",),
    ),
    Guard(
        "the link to the line before",
        AUDIT,
        "elif line.previous_hash != previous:",
        "elif False:",
        ("tests/timetracking/test_audit.py",),
    ),
    Guard(
        "the end of the chain",
        AUDIT,
        "if (company.chain_number, company.chain_hash) != (expected - 1, previous):",
        "if False:",
        ("tests/timetracking/test_audit.py",),
    ),
    Guard(
        "the seconds of an undo",
        UNDO,
        "    if not _is_recent(asked, now, OFFERED + _ON_THE_WAY):\n        raise UndoTooLate\n",
        "",
        ("tests/timetracking/test_undo.py",),
    ),
    Guard(
        "the version of what is undone",
        UNDO,
        "log.version != asked.log_version or not",
        "not",
        ("tests/timetracking/test_undo.py",),
    ),
    Guard(
        "an undo in the way of a later shift",
        UNDO,
        "with refusals(dict.fromkeys(in_the_way, UndoRefused)):",
        "if True:",
        ("tests/timetracking/test_undo.py",),
    ),
    Guard(
        "the break that ends with its shift",
        "timetracking/services/shifts.py",
        "    if pause:\n        pause.end = log",
        "    if pause and False:\n        pause.end = log",
        ("tests/timetracking/test_breaks.py",),
    ),
    Guard(
        "the threshold below which no break rule takes a shift",
        "timetracking/services/break_rules.py",
        "(min(due - taken, worked - after) for",
        "(due - taken for",
        ("tests/timetracking/test_break_rules.py",),
    ),
    Guard(
        "a tap that was undone and is sent again",
        "timetracking/services/clocking.py",
        "if punch.work_log and not punch.undone_at else PunchUndone()",
        "or PunchRefused('')",
        ("tests/timetracking/test_undo.py",),
    ),
    # Nobody decides on their own hours, and nothing is changed unseen.
    Guard(
        "nobody decides on their own hours",
        "timetracking/permissions.py",
        "if actor.pk == employee.pk or not can_manage(actor, employee):",
        "if not can_manage(actor, employee):",
        ("tests/timetracking/test_correction_decisions.py",),
    ),
    Guard(
        "only an owner with nobody to ask edits their own hours",
        "timetracking/permissions.py",
        "return actor.is_owner and not Employee.objects.deciders_for(actor).exists()",
        "return actor.is_owner",
        ("tests/timetracking/test_shift_edits.py",),
    ),
    Guard(
        "a limited manager decides for the people they may see",
        "timetracking/permissions.py",
        "        return False\n    return can_see(actor, employee)",
        "        return False\n    return True",
        ("tests/timetracking/test_correction_decisions.py",),
    ),
    Guard(
        "the inbox of a limited manager holds their people's alone",
        "timetracking/models/employee.py",
        "led = self.seen_by(actor).exclude(pk=actor.pk)",
        "led = self.exclude(pk=actor.pk)",
        ("tests/timetracking/test_correction_decisions.py",),
    ),
    Guard(
        "a shift and its history are for who may see the person",
        "timetracking/views/shifts.py",
        "if employee is None or not can_see(request.employee, employee):",
        "if employee is None:",
        ("tests/timetracking/test_shift_page.py",),
    ),
    Guard(
        "an edit of a shift that changed meanwhile is refused",
        "timetracking/services/corrections/asking.py",
        "if log.version != version:",
        "if False:",
        ("tests/timetracking/test_shift_edits.py",),
    ),
    Guard(
        "whoever decides waits for the employee's row",
        "timetracking/services/corrections/deciding.py",
        "locked = lock_employee(correction.employee_id)",
        "locked = Employee.objects.get(pk=correction.employee_id)",
        ("tests/timetracking/test_correction_races.py",),
    ),
    Guard(
        "what was decided is not decided again",
        "timetracking/services/corrections/asking.py",
        "if correction.status != CorrectionStatus.PENDING:",
        "if False:",
        ("tests/timetracking/test_correction_decisions.py",),
    ),
    Guard(
        "a correction leaves a line in the trail",
        "timetracking/services/corrections/trail.py",
        "    record(correction, by=by, before=before, after=after, employee=correction.employee)",
        "    pass",
        ("tests/timetracking/test_shift_edits.py",),
    ),
    Guard(
        "no time lies in the future",
        "timetracking/services/corrections/rules.py",
        "if end > now + SKEW:",
        "if False:",
        ("tests/timetracking/test_correction_requests.py",),
    ),
    Guard(
        "a stale shift and a blind clock-out",
        "timetracking/services/clocking.py",
        "if log.pk != still_working and shifts",
        "if False and shifts",
        ("tests/timetracking/test_stale_question.py",),
    ),
    Guard(
        "whose shift is answered about",
        "timetracking/services/forgotten.py",
        "mine = WorkLog.objects.for_employee(locked)",
        "mine = WorkLog.objects.all()",
        ("tests/timetracking/test_stale_question.py",),
    ),
    Guard(
        "the version that is answered about",
        "timetracking/services/forgotten.py",
        "pk=shift, version=version",
        "pk=shift",
        ("tests/timetracking/test_stale_question.py",),
    ),
    Guard(
        "a shift that was ended before its turn",
        "timetracking/services/forgotten.py",
        "log = WorkLog.objects.open().select",
        "log = WorkLog.objects.select",
        ("tests/timetracking/test_forgotten.py",),
    ),
    Guard(
        "settings that another owner has changed",
        "timetracking/services/company.py",
        "if seen is not None and seen != version():",
        "if False:",
        ("tests/timetracking/test_settings_page.py",),
    ),
    Guard(
        "a notice that was switched off",
        "timetracking/services/notices.py",
        " or notice.value in employee.muted_notices:",
        ":",
        ("tests/timetracking/test_notices.py",),
    ),
    Guard(
        "a notice to who has left",
        "timetracking/services/notices.py",
        "if not employee.is_active or not",
        "if not",
        ("tests/timetracking/test_notices.py",),
    ),
    Guard(
        "the trivial PINs",
        PINS,
        "    if _is_trivial(pin):\n        raise TrivialPin\n",
        "",
        ("tests/timetracking/test_pins.py",),
    ),
    Guard(
        "the count of wrong PINs",
        PINS,
        "        attempt.failed()\n",
        "",
        ("tests/timetracking/test_pins.py",),
    ),
    Guard(
        "a new PIN's fresh count",
        PINS,
        "    throttle.forget(person_key(locked.pk))\n",
        "",
        ("tests/timetracking/test_pins.py",),
    ),
    Guard(
        "the kiosk's count of wrong PINs",
        PINS,
        "[person_key(employee_id), kiosk_key(kiosk)]",
        "[person_key(employee_id)]",
        ("tests/timetracking/test_pins.py",),
    ),
    Guard(
        "the one use of a code",
        KIOSKS,
        "    if kiosk.paired_at:\n        raise CodeUsed\n",
        "",
        ("tests/timetracking/test_kiosks.py",),
    ),
    Guard(
        "the lock on a code",
        KIOSKS,
        '    asked = asked.select_for_update(of=["self"], no_key=True)\n',
        "",
        ("tests/timetracking/test_kiosk_races.py",),
    ),
    Guard(
        "the end of a code",
        KIOSKS,
        "    if kiosk.code_expires_at <= now:\n        raise CodeExpired\n",
        "",
        ("tests/timetracking/test_kiosks.py",),
    ),
    Guard(
        "the secret of a kiosk",
        KIOSKS,
        "if kiosk is None or not constant_time_compare(kiosk.secret_hash, _secret_hash(secret)):",
        "if kiosk is None:",
        ("tests/timetracking/test_kiosks.py",),
    ),
    Guard(
        "the refusal of a revoked kiosk",
        KIOSKS,
        "Kiosk.objects.in_use().select_related",
        "Kiosk.objects.select_related",
        ("tests/timetracking/test_kiosk_clock.py",),
    ),
    Guard(
        "a limited manager's kiosks",
        "timetracking/views/kiosks.py",
        "mine = Kiosk.objects.seen_by(request.employee).filter(",
        "mine = Kiosk.objects.filter(",
        ("tests/timetracking/test_kiosks.py",),
    ),
    Guard(
        "a limited manager's inbox",
        "timetracking/services/inbox.py",
        ".filter(employee__in=Employee.objects.seen_by(actor))",
        "",
        ("tests/timetracking/test_kiosk_clock.py",),
    ),
    Guard(
        "the owner of a kiosk's token",
        KIOSK_CLOCK,
        "    if said != [kiosk.pk, employee.pk]:\n        raise IdentityExpired\n",
        "",
        ("tests/timetracking/test_kiosk_clock.py",),
    ),
    Guard(
        "the minute of a kiosk's token",
        KIOSK_CLOCK,
        "unsign_object(token, max_age=IDENTITY_LIFE)",
        "unsign_object(token)",
        ("tests/timetracking/test_kiosk_clock.py",),
    ),
    Guard(
        "the age of a late tap",
        KIOSK_CLOCK,
        "    if kept.sent - kept.tapped > OLDEST:\n        return TapTooOld()\n",
        "",
        ("tests/timetracking/test_kiosk_clock.py",),
    ),
    Guard(
        "a late tap of the future",
        KIOSK_CLOCK,
        "    if kept.tapped - kept.sent > SKEW:\n        return TapInFuture()\n",
        "",
        ("tests/timetracking/test_kiosk_clock.py",),
    ),
    Guard(
        "the tap that a PIN was sealed for",
        KIOSK_CLOCK,
        ' if _belongs(said, order) else ""',
        "",
        ("tests/timetracking/test_kiosk_clock.py",),
    ),
    Guard(
        "a late end before a later break",
        "timetracking/services/clocking.py",
        "        if tap.device_at and shifts.has_break_after(log, now + _SKEW):\n"
        "            raise BreakAfterwards\n",
        "",
        ("tests/timetracking/test_kiosk_clock.py",),
    ),
    Guard(
        "who takes a tap back at a kiosk",
        "timetracking/services/kiosk_clock.py",
        "    employee = _known(employee_id)\n    _admit(kiosk, employee, token)\n",
        "    employee = _known(employee_id)\n",
        ("tests/timetracking/test_kiosk_clock.py",),
    ),
)
