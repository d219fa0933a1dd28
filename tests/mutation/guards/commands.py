"""What commands do inside a company, and which are refused there."""

from tests.mutation.guards.guard import Guard
from tests.mutation.guards.places import ROUTERS

COMMANDS = "tenants/management/commands"
INSIDE = ("tests/tenants/test_inside.py", "tests/tenants/test_idle_limits.py")

GUARDS = (
    Guard(
        "a command that is not known does not run in a company",
        "tenants/management/inside.py",
        "if command in ALLOWED or _runs_in_tenant(command):",
        "if True:",
        INSIDE,
    ),
    Guard(
        "what has no tables here is refused, not passed over",
        "tenants/management/scope.py",
        "    if not missing:\n",
        "    if True:\n",
        INSIDE,
    ),
    Guard(
        "an object whose table is elsewhere is not passed over",
        f"{COMMANDS}/loaddata.py",
        "if not excluded:",
        "if False:",
        INSIDE,
    ),
    Guard(
        "commands see a company's tables",
        ROUTERS,
        "if active is not None and active.alias == db:",
        "if active is not None and active.alias == db == OWNER_ALIAS:",
        INSIDE,
    ),
    Guard(
        "who sits at a terminal is not cut off",
        f"{COMMANDS}/tenant_command.py",
        "idle_limit=not _is_interactive(command_line[0])",
        "idle_limit=True",
        INSIDE,
    ),
    Guard(
        "commands look for public's migrations alone",
        "tenants/apps.py",
        "BaseCommand.check_migrations = check_migrations",
        "_ = check_migrations",
        INSIDE,
    ),
)
