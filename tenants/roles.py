"""Database roles and grants: the app login may become a tenant's role, and owns nothing."""

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.models import Model
from psycopg import sql

from tenants.postgresql.switch import OWNER_ALIAS
from tenants.routers import shared_labels, tenant_labels

# Public tables that serving requests only reads; the owner login writes them.
READ_ONLY_LABELS = frozenset({"auth", "contenttypes", "tenants"})
# What the owner login executes: nobody else writes it, or reads it.
OWNERS_ALONE = frozenset({"tenants_preparedtables"})


def app_login() -> str:
    """Name the login that serves requests."""
    return str(settings.DATABASES["default"]["USER"])


def owner_login() -> str:
    """Name the login that owns every table."""
    return str(settings.DATABASES[OWNER_ALIAS]["USER"])


def _execute(*statements: str, **names: str) -> None:
    """Run statements as the owner, in one message, their names quoted as identifiers."""
    quoted = {key: sql.Identifier(name) for key, name in names.items()}
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(sql.SQL("; ".join(statements)).format(**quoted))


def role_exists(name: str) -> bool:
    """Tell whether the cluster has the role; roles are shared by all its databases."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = %s", [name])
        return cursor.fetchone() is not None


def create_role(schema: str) -> None:
    """Make the tenant's role, unless another database of this cluster has brought it along."""
    if settings.TENANT_ROLES and not role_exists(schema):
        _execute("CREATE ROLE {role} NOLOGIN", role=schema)


def _grantee(schema: str) -> str:
    """Name who holds a tenant's rights: its role, or the app login itself without roles."""
    return schema if settings.TENANT_ROLES else app_login()


def grant_schema(schema: str) -> None:
    """Give the role its own schema: rows of every table there, now and later, and no DDL."""
    defaults = "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT "
    _execute(
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
        defaults + "SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        defaults + "USAGE, SELECT ON SEQUENCES TO {role}",
        schema=schema,
        role=_grantee(schema),
    )


def protect_tables(schema: str) -> None:
    """Let the role only read which migrations ran, and only read and add to append-only tables.

    Passes over tables that are not there. Anyone who makes such a table calls this in the same
    transaction, or the role could change its rows until the next run.
    """
    if _grantee(schema) == owner_login():
        return
    withdrawn = {"django_migrations": "INSERT, UPDATE, DELETE"}
    withdrawn |= dict.fromkeys(sorted(append_only_tables()), "UPDATE, DELETE")
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_catalog.pg_class WHERE relname = ANY(%s) AND relkind = 'r'"
            " AND relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = %s)",
            [list(withdrawn), schema],
        )
        found = [name for (name,) in cursor.fetchall()]
    if found:
        tables = {f"table_{number}": table for number, table in enumerate(found)}
        _execute(
            *(
                f"REVOKE {withdrawn[table]} ON {{schema}}.{{{name}}} FROM {{role}}"
                for name, table in tables.items()
            ),
            schema=schema,
            role=_grantee(schema),
            **tables,
        )


def is_append_only(model: type[Model]) -> bool:
    """Tell whether the model says `append_only = True`: its rows are read and added, no more."""
    return bool(getattr(model, "append_only", False))


def append_only_tables() -> frozenset[str]:
    """Name the tenant tables whose rows the company's role may not change or delete."""
    return frozenset(
        model._meta.db_table
        for label in tenant_labels()
        for model in apps.get_app_config(label).get_models()
        if is_append_only(model)
    )


def admit(schema: str) -> None:
    """Let the app login serve the tenant: become its role, without inheriting anything from it."""
    if settings.TENANT_ROLES:
        may_become = "GRANT {role} TO {login} WITH INHERIT FALSE, SET TRUE"
        _execute(may_become, role=schema, login=app_login())
    else:
        _execute("GRANT USAGE ON SCHEMA {schema} TO {login}", schema=schema, login=app_login())


def not_admitted() -> frozenset[str]:
    """Name the served tenants whom the app login cannot serve in the way that TENANT_ROLES says.

    A restored server, a new app login or a change of TENANT_ROLES brings that about.
    """
    by_role, directly = (
        "coalesce(pg_has_role(%(login)s, r.oid, 'SET'), false)",
        ("coalesce(has_schema_privilege(%(login)s, n.oid, 'USAGE'), false)"),
    )
    if app_login() == owner_login():
        admitted = by_role if settings.TENANT_ROLES else "true"
    else:
        admitted = f"{by_role} AND NOT {directly}" if settings.TENANT_ROLES else directly
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT t.slug FROM public.tenants_tenant t"  # noqa: S608 - our own words
            " LEFT JOIN pg_catalog.pg_roles r ON r.rolname = 'tenant_' || t.slug"
            " LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = 'tenant_' || t.slug"
            f" WHERE t.is_active AND NOT ({admitted})",
            {"login": app_login()},
        )
        return frozenset(slug for (slug,) in cursor.fetchall())


def restore_grants(schema: str) -> None:
    """Bring back what a restored server or a new app login has lost; changes nothing else."""
    create_role(schema)
    grant_schema(schema)
    _execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        schema=schema,
        role=_grantee(schema),
    )
    admit(schema)
    if settings.TENANT_ROLES and app_login() != owner_login():
        _withdraw_direct_grants(schema)


def _withdraw_direct_grants(schema: str) -> None:
    """Take from the app login what it had of the schema while TENANT_ROLES was off."""
    what = ("SCHEMA", "ALL TABLES IN SCHEMA", "ALL SEQUENCES IN SCHEMA")
    defaults = "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} REVOKE ALL ON "
    _execute(
        *(f"REVOKE ALL ON {one} {{schema}} FROM {{login}}" for one in what),
        *(f"{defaults}{one} FROM {{login}}" for one in ("TABLES", "SEQUENCES")),
        schema=schema,
        login=app_login(),
    )


def withdraw(schema: str) -> None:
    """Stop the app login from serving the tenant: the next BEGIN in any worker is refused.

    Does nothing where another database of this cluster uses the role too: it would be cut off.
    """
    if not settings.TENANT_ROLES and app_login() == owner_login():
        return  # it works on what is not served, too
    if not settings.TENANT_ROLES:
        _execute("REVOKE USAGE ON SCHEMA {schema} FROM {login}", schema=schema, login=app_login())
    elif not used_elsewhere(schema):
        _execute("REVOKE {role} FROM {login}", role=schema, login=app_login())


def drop_role(schema: str) -> None:
    """Drop the role, unless another database of this cluster still has grants to it."""
    if not used_elsewhere(schema):
        _execute("DROP ROLE IF EXISTS {role}", role=schema)


def used_elsewhere(schema: str) -> bool:
    """Tell whether another database of this cluster has grants to the role."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_catalog.pg_shdepend d"
            " JOIN pg_catalog.pg_roles r ON r.oid = d.refobjid"
            " WHERE r.rolname = %s AND d.dbid <> 0 AND d.dbid <> (SELECT oid FROM"
            " pg_catalog.pg_database WHERE datname = current_database())",
            [schema],
        )
        return cursor.fetchone() is not None


def grant_public_tables(tables_by_label: dict[str, list[str]]) -> None:
    """Give the app login what the base domain needs: read all of public, write people's tables."""
    if app_login() == owner_login():
        return
    if "tenants" in tables_by_label:
        _let_app_login_find_tenants()
    _execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {login}", login=app_login())
    for table in OWNERS_ALONE.intersection(tables_by_label.get("tenants", [])):
        _execute("REVOKE ALL ON public.{table} FROM {login}", table=table, login=app_login())
    for label in sorted(shared_labels() - READ_ONLY_LABELS):
        for table in tables_by_label.get(label, []):
            _execute(
                "GRANT INSERT, UPDATE, DELETE ON public.{table} TO {login}",
                table=table,
                login=app_login(),
            )


def _let_app_login_find_tenants() -> None:
    """Let the app login read the registry, of which a tenant's role sees its own row alone."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_catalog.pg_policies WHERE schemaname = 'public'"
            " AND tablename = 'tenants_tenant' AND policyname = 'app_login' AND roles = %s",
            [[app_login()]],
        )
        if cursor.fetchone():
            return
    with transaction.atomic(using=OWNER_ALIAS):
        _execute("DROP POLICY IF EXISTS app_login ON public.tenants_tenant")
        _execute(
            "CREATE POLICY app_login ON public.tenants_tenant FOR SELECT TO {login} USING (true)",
            login=app_login(),
        )
