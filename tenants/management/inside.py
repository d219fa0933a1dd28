"""The management commands that may run inside a company.

Other commands are refused: a command written for one database may do nothing inside a company, or
change public, and report success. Allowed are the commands of apps with tables in companies, those
whose class sets `runs_in_tenant = True`, and Django's commands listed here.
"""

from django.apps import apps
from django.core.management import get_commands, load_command_class

from tenants.routers import tenant_labels

ALLOWED = frozenset(
    {
        "changepassword",
        "check",
        "dumpdata",
        "inspectdb",
        "loaddata",
        "sendtestemail",
        "shell",
        "showmigrations",
        "sqlmigrate",
        "sqlsequencereset",
    }
)
# A company's role may neither set sequences nor change append-only tables.
OWNER_COMMANDS = frozenset({"loaddata"})
INTERACTIVE = frozenset({"changepassword", "shell"})

ALTERNATIVES = {
    "createsuperuser": (
        "It would create a user who has no permissions here and cannot be invited. Invite an "
        "owner on the company's page in the operator's admin instead."
    ),
    "dbshell": (
        "It would open in public. Run manage.py dbshell, and there: BEGIN; SET LOCAL ROLE "
        "tenant_{slug}; SET LOCAL search_path = tenant_{slug}, public; - or use Django: "
        "tenant_command {slug} shell."
    ),
    "failed_jobs": "Run manage.py failed_jobs {slug}.",
    "flush": "A company cannot be emptied. Create another one with create_tenant.",
    "makemigrations": "Migrations are written for all companies: run manage.py makemigrations.",
    "migrate": "Run manage.py migrate_tenants --tenant {slug}.",
    "migrate_tenants": "Run manage.py migrate_tenants --tenant {slug}.",
    "remove_stale_contenttypes": (
        "Content types are in public: run manage.py remove_stale_contenttypes."
    ),
    "run_worker": "One worker does the jobs of all companies: run manage.py run_worker.",
    "sqlflush": "A company cannot be emptied. Create another one with create_tenant.",
}


def refusal(command: str, slug: str) -> str:
    """Return why the command does not run inside a company and what to do; "" if it does."""
    if command in ALTERNATIVES:
        return f"{command} does not run in a company. {ALTERNATIVES[command].format(slug=slug)}"
    if command in ALLOWED or _runs_in_tenant(command):
        return ""
    return (
        f"{command} does not run in a company: its app has no tables there. Run "
        f"manage.py {command}."
    )


def _runs_in_tenant(command: str) -> bool:
    app = get_commands()[command]
    if any(apps.get_app_config(label).name == app for label in tenant_labels()):
        return True
    return bool(getattr(load_command_class(app, command), "runs_in_tenant", False))
