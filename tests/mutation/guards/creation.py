"""What is kept for the next process, which replays it as the owner."""

from tests.mutation.guards.guard import Guard
from tests.mutation.guards.places import ROLES

PREPARED = "tenants/prepared.py"
CREATION = ("tests/tenants/test_prepared.py", "tests/tenants/test_creation.py")

GUARDS = (
    Guard(
        "the signature of the prepared tables",
        PREPARED,
        "if not constant_time_compare(signature, _sign(key, text)):",
        "if False:",
        CREATION,
    ),
    Guard(
        "the fingerprint under the signature of the prepared tables",
        PREPARED,
        'f"{key}:{text}"',
        "text",
        CREATION,
    ),
    Guard(
        "the app login cannot read or write the prepared tables",
        ROLES,
        '        _execute("REVOKE ALL ON public.{table} FROM {login}", '
        "table=table, login=app_login())\n",
        "        pass\n",
        CREATION,
    ),
    Guard(
        "the content of the migrations in the fingerprint",
        PREPARED,
        "(path.name, hashlib.sha256(path.read_bytes()).hexdigest())",
        "path.name",
        CREATION,
    ),
    Guard(
        "what the migrations import in the fingerprint",
        PREPARED,
        "    folders.update(_imported_folders(files))\n",
        "",
        CREATION,
    ),
    Guard(
        "the server's version in the fingerprint",
        PREPARED,
        "        connections[OWNER_ALIAS].pg_version,  # type: ignore[attr-defined]\n",
        "",
        CREATION,
    ),
    Guard(
        "the settings in the fingerprint",
        PREPARED,
        "        [(name, repr(getattr(settings, name))) for name in SETTINGS],\n",
        "",
        CREATION,
    ),
    Guard(
        "no fingerprint without the file of each migration",
        PREPARED,
        'path.name == f"{node[1]}.py" and path.is_file()',
        "path.is_file()",
        CREATION,
    ),
    Guard(
        "tables that were refused are made anew and kept",
        "tenants/creation.py",
        "self._recordings, self._is_saved = {}, False",
        "self._recordings = {}",
        CREATION,
    ),
    Guard(
        "the schema of the prepared tables is rolled back",
        "tenants/creation.py",
        "                transaction.set_rollback(True, using=OWNER_ALIAS)\n",
        "",
        CREATION,
    ),
    Guard(
        "nothing left of a rehearsed creation",
        "operations/management/commands/create_tenant.py",
        '                transaction.set_rollback(options["dry_run"], using=OWNER_ALIAS)\n',
        "",
        ("tests/operations/test_create_tenant.py",),
    ),
)
