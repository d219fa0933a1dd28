"""Sizes of schemas by the server's own records."""

from collections.abc import Callable

from django.db import connections

from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.sizes import database_bytes, estimated_bytes


def test_a_company_s_size_has_tables_indexes_and_what_is_stored_aside(
    fresh_company: Callable[..., Tenant],
) -> None:
    company = fresh_company()
    before = estimated_bytes()[company.slug]
    with connections[OWNER_ALIAS].cursor() as cursor:
        schema = f"tenant_{company.slug}"
        # 1,000 texts that cannot be compressed: most are stored aside.
        cursor.execute(
            f"CREATE TABLE {schema}.large AS SELECT string_agg(md5(random()::text), '') AS text"
            " FROM generate_series(1, 200_000) n GROUP BY n % 1000"
        )
        cursor.execute(f"VACUUM ANALYZE {schema}.large")
    assert estimated_bytes()[company.slug] - before > 5_000_000
    assert database_bytes() > 5_000_000
