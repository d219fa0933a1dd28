"""What a company may have by its features, and that none takes the threads of the others."""

from tests.mutation.guards.guard import Guard
from tests.mutation.guards.places import MIDDLEWARE

SWITCHING = ("tests/operations/features/test_switching.py",)
ALLOWANCES = ("tests/timetracking/base/test_allowances.py",)
KEPT = ("tests/operations/features/test_kept.py",)
TURNS = ("tests/config/http/test_turns.py",)
CROWDING = ("tests/tenants/test_crowding.py",)

GUARDS = (
    Guard(
        "two operators who change features lock the row",
        "tenants/lifecycle.py",
        "        before = locked.features",
        "        before = tenant.features",
        SWITCHING,
    ),
    Guard(
        "features of an archived company",
        "tenants/lifecycle.py",
        "        if locked.is_archived:",
        "        if False:",
        SWITCHING,
    ),
    Guard(
        "a value outside a feature's bounds",
        "operations/features/known.py",
        "if not is_number or not self.low <= int(raw) <= self.high:",
        "if not is_number:",
        SWITCHING,
    ),
    Guard(
        "a rehearsal of features changes nothing",
        "operations/features/switching.py",
        "        transaction.set_rollback(is_rehearsal, using=OWNER_ALIAS)",
        "",
        SWITCHING,
    ),
    Guard(
        "the timeout of a company's own statements",
        "tenants/postgresql/switch.py",
        "statement_ms or settings.STATEMENT_TIMEOUT_MS",
        "settings.STATEMENT_TIMEOUT_MS",
        SWITCHING,
    ),
    Guard(
        "what another operator changed while the page was open",
        "operations/admin/company_features.py",
        '        "show_hidden_initial": True,',
        "",
        ("tests/operations/features/test_page.py",),
    ),
    Guard(
        "a restore makes what features need",
        "operations/backups/restoring.py",
        "            warning = switching_features.settle(tenant)",
        '            warning = ""',
        KEPT,
    ),
    Guard(
        "a feature's index is in no backup",
        "tenants/backups/description.py",
        " AND NOT x.relname ^@ %s",
        " AND NOT x.relname ^@ (%s || '-')",
        KEPT,
    ),
    Guard(
        "a longer security log",
        "operations/management/commands/prune_security_log.py",
        "max(days, _days_of(tenant))",
        "days",
        ("tests/operations/test_prune_security_log.py",),
    ),
    Guard(
        "the limit of people, for one",
        "timetracking/staff/employees.py",
        "    require_room(0 if employee.pk else 1)",
        "",
        ALLOWANCES,
    ),
    Guard(
        "the limit of people, for somebody who comes back",
        "timetracking/staff/employees.py",
        "    require_room(0, coming=[employee.pk])",
        "",
        ALLOWANCES,
    ),
    Guard(
        "the limit of people, for a list",
        "timetracking/staff/bulk/adding.py",
        "    require_room(len(new), coming=[person.pk for person in former])",
        "",
        ALLOWANCES,
    ),
    Guard(
        "the limit of people, for an operator",
        "timetracking/company/onboarding.py",
        "        require_room(1, using=using)",
        "        pass",
        ALLOWANCES,
    ),
    Guard(
        "the lock under which the last place is taken",
        "timetracking/base/allowances.py",
        "    CompanySettings.objects.using(using).select_for_update(no_key=True).get()",
        "    CompanySettings.objects.using(using).get()",
        ALLOWANCES,
    ),
    Guard(
        "the limit of storage, for a logo",
        "timetracking/company/look.py",
        "        require_storage(len(logo))",
        "        pass",
        ALLOWANCES,
    ),
    Guard(
        "the limit of storage, for a list",
        "timetracking/staff/bulk/adding.py",
        "    require_storage()",
        "",
        ALLOWANCES,
    ),
    Guard(
        "the places of a company",
        "tenants/crowding.py",
        "is_free = not most or self._taken[company] < most",
        "is_free = True",
        CROWDING,
    ),
    Guard(
        "a place that is given back",
        "tenants/crowding.py",
        "                self._taken[company] -= is_free",
        "                pass",
        CROWDING,
    ),
    Guard(
        "a company has its share before it takes a connection",
        MIDDLEWARE,
        "            if has_place:",
        "            if True:",
        CROWDING,
    ),
    Guard(
        "a burst waits for its turn",
        "config/http/turns.py",
        "is_free = self._begun[label] < most and not queue",
        "is_free = True",
        TURNS,
    ),
    Guard(
        "nobody waits for a turn for ever",
        "config/http/worker.py",
        "        self._begin(TURNS.expired(now))",
        "",
        ("tests/faults/test_noisy_neighbour.py",),
    ),
    Guard(
        "a flood does not fill the queue",
        "config/http/turns.py",
        " or len(queue) >= MOST_WAITING",
        "",
        TURNS,
    ),
    Guard(
        "a copy for trials has the features of the original",
        "operations/backups/cloning.py",
        "    features = valid(tenant.features)\n",
        "    features = valid({})\n",
        KEPT,
    ),
    Guard(
        "a copy for trials has what its features need",
        "operations/backups/cloning.py",
        "        switching.settle(new)\n",
        "",
        KEPT,
    ),
)
