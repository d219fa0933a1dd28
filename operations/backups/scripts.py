"""The texts in a backup by which it can be read and restored without our programs."""

from django.conf import settings

from operations.backups.manifest import Manifest
from tenants.backups.description import Description

README, TABLES, FINISH, RESTORE = "README.txt", "tables.sql", "keys.sql", "restore.sql"
_README = """\
A backup of one company, {name} ({slug}, id {id}), as it was at {taken_at}.

  tables.sql        the tables, without keys and indexes
  tables/*.csv.gz   the rows of each table, with a line of names (gzip)
  keys.sql          keys, checks, indexes and references
  restore.sql       all of it, for psql
  manifest.json     versions, migrations, numbers of rows, sequences, and the SHA-256 of each file

{product} restores it with:   manage.py restore_tenant FILE
Without {product}, with PostgreSQL {postgresql} or newer, in an empty database:

  tar -xf FILE
  psql -c 'CREATE EXTENSION btree_gist SCHEMA public' DATABASE
  psql -v ON_ERROR_STOP=1 -1 -f restore.sql DATABASE
"""


def rows_file(table: str) -> str:
    """Return the name of the file with a table's rows."""
    return f"tables/{table}.csv.gz"


def readme(manifest: Manifest) -> str:
    """Return what a person reads first."""
    return _README.format(
        product=settings.SITE_NAME,
        name=manifest.name,
        slug=manifest.slug,
        id=manifest.company_id,
        taken_at=manifest.taken_at,
        postgresql=manifest.postgresql,
    )


def tables(description: Description) -> str:
    """Return the statements that make the empty tables."""
    return "".join(f"{table.statement};\n" for table in description.tables)


def finish(description: Description) -> str:
    """Return the statements that follow when the rows are there."""
    return "".join(f"{statement};\n" for statement in description.finish)


def restore(manifest: Manifest) -> str:
    """Return a script for psql that restores the schema under its own name."""
    schema = manifest.schema
    lines = [f"CREATE SCHEMA {schema};", f"SET search_path = {schema}, pg_temp;", f"\\i {TABLES}"]
    for name, facts in manifest.tables.items():
        columns = ", ".join(f'"{column}"' for column in facts.columns)
        lines.append(
            f"\\copy \"{name}\" ({columns}) FROM PROGRAM 'gzip -dc {facts.file}'"
            " WITH (FORMAT csv, HEADER, ENCODING 'UTF8')"
        )
    lines.append(f"\\i {FINISH}")
    lines += [
        f"SELECT setval('{schema}.\"{name}\"', {value}, {str(is_called).lower()});"
        for name, (value, is_called) in manifest.sequences.items()
    ]
    return "\n".join(lines) + "\n"
