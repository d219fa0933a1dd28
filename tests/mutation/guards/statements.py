"""What the login that serves requests can say."""

from tests.mutation.guards.guard import Guard
from tests.mutation.guards.places import CURSOR, ENGINE, ENTERED, SERVER

GUARDS = (
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
        ENTERED,
        "if name is not None:",
        "if False:",
        ("tests/tenants/test_threats.py",),
    ),
    Guard(
        "Django asks for no cursor on the server",
        "config/databases.py",
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
)
