"""Describes a schema's tables as plain SQL, read from PostgreSQL's catalog.

Read, and not taken from the recordings of migrations, so that what one schema alone has, such as an
additional index, is in its backup too; those of features (tenants.indexes) are not. Call everything
here inside the tenant, as the owner login: the catalog writes the names of tables without their
schema only if it is in the search path.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from psycopg import sql

from tenants import indexes
from tenants.exceptions import BackupRefused
from tenants.postgresql.switch import OWNER_ALIAS

# By what depends on the schema, which an index finds: pg_class has none for a schema's relations.
_RELATIONS = (
    "SELECT c.oid, c.relname, c.relkind, c.relforcerowsecurity, c.relpersistence, c.reloptions"
    " FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class c ON c.oid = d.objid"
    " WHERE d.refclassid = 'pg_catalog.pg_namespace'::regclass"
    " AND d.refobjid = to_regnamespace(%s)::oid AND d.classid = 'pg_catalog.pg_class'::regclass"
    " ORDER BY c.relname"
)
_OTHERS = (
    "SELECT pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid)"
    " FROM pg_catalog.pg_depend d WHERE d.refclassid = 'pg_catalog.pg_namespace'::regclass"
    " AND d.refobjid = to_regnamespace(%s)::oid AND d.classid NOT IN"
    " ('pg_catalog.pg_class'::regclass, 'pg_catalog.pg_default_acl'::regclass)"
    " UNION ALL SELECT pg_catalog.pg_describe_object('pg_catalog.pg_trigger'::regclass, oid, 0)"
    " FROM pg_catalog.pg_trigger WHERE tgrelid = ANY(%s) AND NOT tgisinternal"
    " UNION ALL SELECT pg_catalog.pg_describe_object('pg_catalog.pg_rewrite'::regclass, oid, 0)"
    " FROM pg_catalog.pg_rewrite WHERE ev_class = ANY(%s)"
    " UNION ALL SELECT pg_catalog.pg_describe_object('pg_catalog.pg_policy'::regclass, oid, 0)"
    " FROM pg_catalog.pg_policy WHERE polrelid = ANY(%s) AND polroles <> ARRAY[0::oid]"
)
_COLUMNS = (
    "SELECT a.attrelid, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,"
    " a.attidentity, a.attgenerated, pg_catalog.pg_get_expr(d.adbin, d.adrelid),"
    " (SELECT quote_ident(n.nspname) || '.' || quote_ident(o.collname)"
    " FROM pg_catalog.pg_collation o JOIN pg_catalog.pg_namespace n ON n.oid = o.collnamespace"
    " WHERE o.oid = a.attcollation AND a.attcollation <> t.typcollation),"
    " (SELECT s.relname FROM pg_catalog.pg_depend i JOIN pg_catalog.pg_class s ON s.oid = i.objid"
    " WHERE i.refclassid = 'pg_catalog.pg_class'::regclass AND i.refobjid = a.attrelid"
    " AND i.refobjsubid = a.attnum AND i.deptype = 'i' AND s.relkind = 'S'),"
    " (SELECT n.conname FROM pg_catalog.pg_constraint n WHERE n.conrelid = a.attrelid"
    " AND n.contype = 'n' AND n.conkey = ARRAY[a.attnum])"
    " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
    " LEFT JOIN pg_catalog.pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)"
    " WHERE a.attrelid = ANY(%s) AND a.attnum > 0 AND NOT a.attisdropped"
    " ORDER BY a.attrelid, a.attnum"
)
# Keys before the references to them. What is not enforced yet is written so ("NOT VALID").
_CONSTRAINTS = (
    "SELECT conrelid, conname, pg_catalog.pg_get_constraintdef(oid), contype::text"
    " FROM pg_catalog.pg_constraint WHERE conrelid = ANY(%s) AND contype <> 'n'"
    " ORDER BY array_position(ARRAY['p', 'u', 'x', 'c', 'f'], contype::text), conname"
)
_INDEXES = (
    "SELECT pg_catalog.pg_get_indexdef(i.indexrelid) FROM pg_catalog.pg_index i"
    " JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid"
    " WHERE i.indrelid = ANY(%s) AND i.indisvalid AND NOT x.relname ^@ %s"
    " AND NOT EXISTS"
    " (SELECT FROM pg_catalog.pg_constraint c WHERE c.conindid = i.indexrelid"
    " AND c.conrelid = i.indrelid AND c.contype IN ('p', 'u', 'x')) ORDER BY 1"
)
# Row security is for everyone but the owner of the tables, and its policies are for all roles.
_PROTECTED = (
    "SELECT relname FROM pg_catalog.pg_class"
    " WHERE oid = ANY(%s) AND relrowsecurity AND NOT relforcerowsecurity ORDER BY relname"
)
_POLICIES = (
    "SELECT polname, polrelid, polpermissive, polcmd::text,"
    " pg_catalog.pg_get_expr(polqual, polrelid), pg_catalog.pg_get_expr(polwithcheck, polrelid)"
    " FROM pg_catalog.pg_policy WHERE polrelid = ANY(%s) ORDER BY polrelid, polname"
)
_COMMANDS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}
# In percent of a page, of the indexes of exclusion constraints while they are built.
_FILL = 50


@dataclass(frozen=True, slots=True)
class Identity:
    """Is the sequence that numbers a column."""

    table: str
    column: str
    sequence: str


@dataclass(frozen=True, slots=True)
class Table:
    """Is a table: its statement, without keys and indexes, and the columns that have values."""

    name: str
    columns: tuple[str, ...]
    statement: str


@dataclass(frozen=True, slots=True)
class Description:
    """Holds the tables by name, what follows when their rows are there, and the sequences."""

    tables: tuple[Table, ...]
    finish: tuple[str, ...]
    identities: tuple[Identity, ...]


@dataclass(slots=True)
class _Columns:
    names: list[str] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)


def table_names(schema: str) -> list[str]:
    """Return the names of the schema's tables."""
    return [row[1] for row in _fetch(_RELATIONS, schema) if row[2] == "r"]


def sequence_names(schema: str) -> list[str]:
    """Return the names of the schema's sequences."""
    return [row[1] for row in _fetch(_RELATIONS, schema) if row[2] == "S"]


def size_of(schema: str) -> int:
    """Return the bytes that the schema's tables take on disk, with their indexes."""
    oids = [row[0] for row in _fetch(_RELATIONS, schema) if row[2] == "r"]
    query = "SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM unnest(%s::oid[]) t (oid)"
    return int(_fetch(query, oids)[0][0])


def describe(schema: str, *, only: Collection[str] = ()) -> Description:
    """Describe the schema. Raises BackupRefused, by name, for what a backup cannot hold.

    With `only` these tables alone are described, whatever else the schema has.
    """
    relations = _fetch(_RELATIONS, schema)
    if only:
        relations = [row for row in relations if row[1] in only]
    tables = {row[0]: row for row in relations if row[2] == "r"}
    oids = list(tables)
    columns, identities = _columns(oids, {oid: row[1] for oid, row in tables.items()})
    if not only:
        _refuse_others(schema, relations, oids, {one.sequence for one in identities})
    described = tuple(
        Table(
            row[1],
            tuple(columns[oid].names),
            _create(row[1], columns[oid].clauses, row[5]),
        )
        for oid, row in tables.items()
    )
    keys, references = _constraints({oid: _quote(row[1]) for oid, row in tables.items()})
    made = [
        definition.replace(f" ON {schema}.", " ON ", 1)
        for (definition,) in _fetch(_INDEXES, oids, indexes.PREFIX)
    ]
    # References after the unique indexes, which they need. Row security last.
    security = _row_security({oid: _quote(row[1]) for oid, row in tables.items()})
    return Description(described, (*keys, *made, *references, *security), tuple(identities))


def _row_security(tables: dict[int, str]) -> list[str]:
    """Return the statements of the policies, and of the tables that they protect."""
    statements = []
    for name, oid, permissive, command, using, check in _fetch(_POLICIES, list(tables)):
        statement = f"CREATE POLICY {_quote(name)} ON {tables[oid]}"
        statement += f" AS {'PERMISSIVE' if permissive else 'RESTRICTIVE'}"
        statement += f" FOR {_COMMANDS[command]}"
        statement += f" USING ({using})" if using else ""
        statement += f" WITH CHECK ({check})" if check else ""
        statements.append(statement)
    protected = [_quote(name) for (name,) in _fetch(_PROTECTED, list(tables))]
    return statements + [f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY" for name in protected]


def _constraints(tables: dict[int, str]) -> tuple[list[str], list[str]]:
    """Return the statements of keys and checks, and those of references."""
    keys: list[str] = []
    references: list[str] = []
    checks: defaultdict[int, list[str]] = defaultdict(list)
    for oid, name, definition, kind in _fetch(_CONSTRAINTS, list(tables)):
        table, addition = tables[oid], f"ADD CONSTRAINT {_quote(name)} {definition}"
        if kind == "c":
            checks[oid].append(addition)
        elif kind == "x":
            keys += _exclusion(table, name, addition)
        else:
            (references if kind == "f" else keys).append(f"ALTER TABLE {table} {addition}")
    # In one statement, which reads the table once.
    keys += [f"ALTER TABLE {tables[oid]} {', '.join(added)}" for oid, added in checks.items()]
    return keys, references


def _exclusion(table: str, name: str, addition: str) -> list[str]:
    """Return the statements of a constraint whose index is built in the way that checks fastest.

    The server looks up each row in the new index, and reads whole pages for it: of the pages of a
    sorted build, which are full, it reads three times as much.
    """
    statement = f"ALTER TABLE {table} {addition}"
    is_plain = " EXCLUDE USING gist (" in addition and addition.endswith(")")
    if not is_plain or " WITH (" in addition or " WHERE (" in addition:
        return [statement]
    return [
        f"{statement} WITH (buffering = on, fillfactor = {_FILL})",
        f"ALTER INDEX {_quote(name)} RESET (buffering, fillfactor)",
    ]


def _columns(
    oids: list[int], names: dict[int, str]
) -> tuple[defaultdict[int, _Columns], list[Identity]]:
    found: defaultdict[int, _Columns] = defaultdict(_Columns)
    identities = []
    for row in _fetch(_COLUMNS, oids):
        oid, name, kind, required, identity, generated, default, collation, sequence, null = row
        clause = f"{_quote(name)} {kind}"
        clause += f" COLLATE {collation}" if collation else ""
        if generated:
            clause += f" GENERATED ALWAYS AS ({default}) STORED"
        elif identity:
            when = "ALWAYS" if identity == "a" else "BY DEFAULT"
            clause += f" GENERATED {when} AS IDENTITY (SEQUENCE NAME {_quote(sequence)})"
            identities.append(Identity(names[oid], name, sequence))
        elif default is not None:
            clause += f" DEFAULT {default}"
        if required:
            clause += f" CONSTRAINT {_quote(null)} NOT NULL" if null else " NOT NULL"
        found[oid].clauses.append(clause)
        if not generated:
            found[oid].names.append(name)
    return found, sorted(identities, key=lambda one: one.sequence)


def _create(name: str, clauses: list[str], options: list[str] | None) -> str:
    body = ",\n  ".join(clauses)
    return f"CREATE TABLE {_quote(name)} (\n  {body}\n)" + (
        f" WITH ({', '.join(options)})" if options else ""
    )


def _refuse_others(schema: str, relations: list[Any], oids: list[int], sequences: set[str]) -> None:
    """Raise BackupRefused if the schema has more than tables with their keys and indexes."""
    found = [
        f'the relation "{row[1]}"'
        for row in relations
        if not (row[2] == "r" and not row[3] and row[4] == "p")
        and not (row[2] == "S" and row[1] in sequences)
    ]
    found += [what for (what,) in _fetch(_OTHERS, schema, oids, oids, oids)]
    if found:
        raise BackupRefused(
            f"{schema} has what a backup cannot hold: {', '.join(sorted(found)[:5])}. A backup "
            "holds tables with their rows, keys and indexes. Remove it, or move it elsewhere."
        )


def _quote(name: str) -> str:
    return sql.Identifier(name).as_string()


def _fetch(query: str, *parameters: Any) -> list[Any]:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())
