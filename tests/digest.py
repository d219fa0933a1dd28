"""A digest of everything that a company's schema holds, to see that nothing has changed there."""

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import sql

from tenants.context import tenant_context
from tenants.models import Tenant


def digest(tenant: Tenant, using: str = DEFAULT_DB_ALIAS) -> dict[str, str]:
    """Digest every row of every table of a company, as the company sees them."""
    with tenant_context(tenant, using=using), connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT relname::text FROM pg_catalog.pg_class WHERE relkind = 'r'"
            " AND relnamespace = to_regnamespace(%s) ORDER BY 1",
            [tenant.schema_name],
        )
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) >= 8, f"too few tables to be a company: {tables}"
        each = [
            sql.SQL(
                "SELECT {}, count(*) || ' ' || md5(coalesce(string_agg(r::text, E'\\n'"
                " ORDER BY r::text), '')) FROM {} r"
            ).format(sql.Literal(table), sql.Identifier(tenant.schema_name, table))
            for table in tables
        ]
        cursor.execute(sql.SQL(" UNION ALL ").join(each))
        return dict(cursor.fetchall())
