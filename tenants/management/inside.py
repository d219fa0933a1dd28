"""Which commands may run inside a company, and how.

Denied unless known: a command that Django made for one database may do nothing inside a company, or
work on public, and report success. Known are those of apps with tables in companies, those whose
class says `runs_in_tenant = True`, and those of Django that are listed here.
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
# A company's role may not set sequences, nor change what is append-only.
AS_OWNER = frozenset({"loaddata"})
READ_A_TERMINAL = frozenset({"changepassword", "shell"})

INSTEAD = {
    "createsuperuser": (
        "It would make a user who can do nothing here and cannot be invited. Invite an owner on "
        "the company's page in the operator's admin instead."
    ),
    "dbshell": (
        "It would be in public. Run manage.py dbshell, and there: BEGIN; SET LOCAL ROLE "
        "tenant_{slug}; SET LOCAL search_path = tenant_{slug}, public; - or ask by Django: "
        "tenant_command {slug} shell."
    ),
    "flush": "A company is not emptied: make another one by create_tenant.",
    "makemigrations": "Migrations are written for all companies: run manage.py makemigrations.",
    "migrate": "Run manage.py migrate_tenants --tenant {slug}.",
    "migrate_tenants": "Run manage.py migrate_tenants --tenant {slug}.",
    "remove_stale_contenttypes": (
        "Content types are in public: run manage.py remove_stale_contenttypes."
    ),
    "sqlflush": "A company is not emptied: make another one by create_tenant.",
}


def refusal(command: str, slug: str) -> str:
    """Say why a command does not run inside a company, and what to do; "" for one that does."""
    if command in INSTEAD:
        return f"{command} does not run in a company. {INSTEAD[command].format(slug=slug)}"
    if command in ALLOWED or _is_known(command):
        return ""
    return (
        f"{command} does not run in a company: it is not of an app with tables there. Run "
        f"manage.py {command}."
    )


def _is_known(command: str) -> bool:
    app = get_commands()[command]
    if any(one.name == app and one.label in tenant_labels() for one in apps.get_app_configs()):
        return True
    return bool(getattr(load_command_class(app, command), "runs_in_tenant", False))
