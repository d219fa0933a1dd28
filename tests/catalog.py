"""What PostgreSQL's own catalog says of a schema, so that two of them can be compared."""

from typing import Any

from django.db import connections

from tenants.postgresql.switch import OWNER_ALIAS

_HERE = "c.relnamespace = to_regnamespace(%(schema)s)"
QUERIES = {
    "schema": "SELECT nspowner::regrole::text, nspacl::text FROM pg_namespace"
    " WHERE nspname = %(schema)s",
    "default rights": "SELECT defaclrole::regrole::text, defaclobjtype::text, defaclacl::text"
    " FROM pg_default_acl WHERE defaclnamespace = to_regnamespace(%(schema)s)",
    "relations": "SELECT relname, relkind::text, relowner::regrole::text, relacl::text,"
    " relpersistence::text, relrowsecurity, reloptions::text, relreplident::text,"
    f" (SELECT amname FROM pg_am a WHERE a.oid = relam) FROM pg_class c WHERE {_HERE}",
    "columns": "SELECT relname, rank() OVER (PARTITION BY attrelid ORDER BY attnum), attname,"
    " format_type(atttypid, atttypmod), attnotnull,"
    " attidentity::text, attgenerated::text, pg_get_expr(adbin, adrelid), attstorage::text,"
    " attcollation::regcollation::text, attacl::text, attoptions::text FROM pg_attribute a"
    " JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef d ON (adrelid, adnum)"
    f" = (attrelid, attnum) WHERE {_HERE} AND attnum > 0 AND NOT attisdropped",
    "constraints": "SELECT relname, conname, contype::text, pg_get_constraintdef(o.oid),"
    " condeferrable, condeferred, convalidated, connoinherit FROM pg_constraint o"
    f" JOIN pg_class c ON c.oid = conrelid WHERE {_HERE}",
    "indexes": "SELECT relname, pg_get_indexdef(indexrelid), indisunique, indisprimary,"
    " indisvalid, indisreplident, indisclustered FROM pg_index i"
    f" JOIN pg_class c ON c.oid = indexrelid WHERE {_HERE}",
    "sequences": "SELECT relname, seqtypid::regtype::text, seqstart, seqincrement, seqmin, seqmax,"
    " seqcache, seqcycle, (SELECT refobjid::regclass::text || '.' || refobjsubid FROM pg_depend d"
    " WHERE d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0)"
    f" FROM pg_sequence s JOIN pg_class c ON c.oid = seqrelid WHERE {_HERE}",
    "triggers": "SELECT relname, tgenabled::text, tgtype, tgdeferrable, tginitdeferred,"
    f" tgfoid::regproc::text FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE {_HERE}",
    "policies": "SELECT tablename, policyname, roles::text, cmd, qual, with_check FROM pg_policies"
    " WHERE schemaname = %(schema)s",
    "functions": "SELECT proname, pg_get_functiondef(oid) FROM pg_proc"
    " WHERE pronamespace = to_regnamespace(%(schema)s)",
    "types": "SELECT typname, typtype::text, typacl::text FROM pg_type"
    " WHERE typnamespace = to_regnamespace(%(schema)s)",
    "comments": "SELECT relname, objsubid, description FROM pg_description"
    f" JOIN pg_class c ON c.oid = objoid WHERE {_HERE}",
}


def catalog_of(schema: str) -> dict[str, Any]:
    """Describe the schema, its own name written as "<schema>"; migrations in their order."""
    found: dict[str, Any] = {}
    with connections[OWNER_ALIAS].cursor() as cursor:
        for what, query in QUERIES.items():
            cursor.execute(query, {"schema": schema})
            rows = [tuple(str(one).replace(schema, "<schema>") for one in row) for row in cursor]
            found[what] = sorted(rows)
        cursor.execute(f'SELECT app, name FROM "{schema}".django_migrations ORDER BY id')
        found["migrations"] = list(cursor)
    return found
