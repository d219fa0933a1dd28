"""Database roles and grants of tenants and of the app login."""

from itertools import chain

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.models import Model
from psycopg import sql

from tenants.postgresql.switch import OWNER_ALIAS
from tenants.routers import shared_labels, tenant_labels

# The app login only reads the public tables of these apps.
READ_ONLY_LABELS = frozenset({"auth", "contenttypes", "tenants"})


def app_login() -> str:
    """Return the name of the login that serves requests."""
    return str(settings.DATABASES["default"]["USER"])


def owner_login() -> str:
    """Return the name of the login that owns all tables."""
    return str(settings.DATABASES[OWNER_ALIAS]["USER"])


def _execute(*statements: str, **names: str) -> None:
    """Execute the statements as the owner in one message, with the names as quoted identifiers."""
    quoted = {key: sql.Identifier(name) for key, name in names.items()}
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(sql.SQL("; ".join(statements)).format(**quoted))


def role_exists(name: str) -> bool:
    """Return whether the cluster has the role. All databases of a cluster share its roles."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = %s", [name])
        return cursor.fetchone() is not None


def create_schema(schema: str) -> None:
    """Create the tenant's schema, its role, its grants and the app login's access, in one message.

    The role may exist, for example for another database. Raises ProgrammingError
    (DuplicateSchema) if the schema exists.
    """
    _execute(
        *role_statements(schema),
        "CREATE SCHEMA {schema}",
        *grant_statements(),
        *access_statements(),
        **_names(schema),
    )


def role_statements(schema: str) -> list[str]:
    """Return the SQL that creates the tenant's role, empty if it exists or is not needed."""
    is_missing = settings.TENANT_ROLES and not role_exists(schema)
    return ["CREATE ROLE {role} NOLOGIN"] if is_missing else []


def grant_statements() -> list[str]:
    """Return the SQL that grants the role the rows of all tables in its schema, but no DDL."""
    defaults = "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT "
    return [
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
        defaults + "SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        defaults + "USAGE, SELECT ON SEQUENCES TO {role}",
    ]


def access_statements() -> list[str]:
    """Return the SQL that lets the app login switch to the role, without inheriting its rights."""
    if settings.TENANT_ROLES:
        return ["GRANT {role} TO {login} WITH INHERIT FALSE, SET TRUE"]
    return ["GRANT USAGE ON SCHEMA {schema} TO {login}"]


def _grantee(schema: str) -> str:
    """Return the role with the tenant's rights: its own or, without roles, the app login."""
    return schema if settings.TENANT_ROLES else app_login()


def _names(schema: str) -> dict[str, str]:
    return {"schema": schema, "role": _grantee(schema), "login": app_login()}


def protect_tables(schema: str, *, is_new: bool = False) -> None:
    """Make django_migrations read-only for the role, and append-only tables append-only.

    Skips tables that do not exist, unless the schema is new and has all of them. Call this in the
    transaction that creates such a table: otherwise the role can change its rows until the next
    call.
    """
    if _grantee(schema) == owner_login():
        return
    revoked = {"django_migrations": "INSERT, UPDATE, DELETE"}
    revoked |= dict.fromkeys(sorted(append_only_tables()), "UPDATE, DELETE")
    existing = list(revoked) if is_new else _existing_tables(schema, list(revoked))
    if existing:
        tables = {f"table_{number}": table for number, table in enumerate(existing)}
        _execute(
            *(
                f"REVOKE {revoked[table]} ON {{schema}}.{{{name}}} FROM {{role}}"
                for name, table in tables.items()
            ),
            schema=schema,
            role=_grantee(schema),
            **tables,
        )


def forbid_writing(schema: str) -> None:
    """Let the role only read, except the tables of `settings.READ_ONLY_APPS`, and future tables.

    `restore_grants` and `protect_tables` take it back.
    """
    if _grantee(schema) == owner_login():
        return
    every, labels = apps.get_models(include_auto_created=True), set(settings.READ_ONLY_APPS)
    models = (model for model in every if model._meta.app_label in labels)
    writable = _existing_tables(schema, sorted(model._meta.db_table for model in models))
    tables = {f"table_{number}": table for number, table in enumerate(writable)}
    writes = "INSERT, UPDATE, DELETE"
    _execute(
        f"REVOKE {writes} ON ALL TABLES IN SCHEMA {{schema}} FROM {{role}}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {{schema}} REVOKE {writes} ON TABLES FROM {{role}}",
        *(f"GRANT {writes} ON {{schema}}.{{{name}}} TO {{role}}" for name in tables),
        schema=schema,
        role=_grantee(schema),
        **tables,
    )
    protect_tables(schema)


def _existing_tables(schema: str, names: list[str]) -> list[str]:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_catalog.pg_class WHERE relname = ANY(%s) AND relkind = 'r'"
            " AND relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = %s)",
            [names, schema],
        )
        return [name for (name,) in cursor.fetchall()]


def is_append_only(model: type[Model]) -> bool:
    """Return whether the model sets `append_only = True`: rows are added and never changed."""
    return bool(getattr(model, "append_only", False))


def append_only_tables() -> frozenset[str]:
    """Return the tenant tables whose rows the company's role may not change or delete."""
    return frozenset(
        model._meta.db_table
        for label in tenant_labels()
        for model in apps.get_app_config(label).get_models()
        if is_append_only(model)
    )


def owner_only_tables() -> frozenset[str]:
    """Return the tables of models that set `owner_only = True`: for the owner login alone."""
    return _tables_with("owner_only")


def reference_tables() -> frozenset[str]:
    """Return the tables in public that every company reads, of models with `is_reference`."""
    return _tables_with("is_reference")


def _tables_with(mark: str) -> frozenset[str]:
    return frozenset(m._meta.db_table for m in apps.get_models() if getattr(m, mark, False))


def slugs_without_access() -> frozenset[str]:
    """Return the slugs of the active tenants that the app login cannot serve.

    Happens on a restored server, with a new app login, or after TENANT_ROLES has changed.
    """
    by_role = "coalesce(pg_has_role(%(login)s, r.oid, 'SET'), false)"
    direct = "coalesce(has_schema_privilege(%(login)s, n.oid, 'USAGE'), false)"
    if app_login() == owner_login():
        has_access = by_role if settings.TENANT_ROLES else "true"
    else:
        has_access = f"{by_role} AND NOT {direct}" if settings.TENANT_ROLES else direct
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT t.slug FROM public.tenants_tenant t"  # noqa: S608 - constants
            " LEFT JOIN pg_catalog.pg_roles r ON r.rolname = 'tenant_' || t.slug"
            " LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = 'tenant_' || t.slug"
            f" WHERE t.is_active AND NOT ({has_access})",
            {"login": app_login()},
        )
        return frozenset(slug for (slug,) in cursor.fetchall())


def restore_grants(schema: str) -> None:
    """Restore the grants that are missing on a restored server or for a new app login."""
    _execute(
        *role_statements(schema),
        *grant_statements(),
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        *access_statements(),
        **_names(schema),
    )
    if settings.TENANT_ROLES and app_login() != owner_login():
        _revoke_direct_grants(schema)


def _revoke_direct_grants(schema: str) -> None:
    """Revoke the app login's own rights in the schema, from the time without TENANT_ROLES."""
    objects = ("SCHEMA", "ALL TABLES IN SCHEMA", "ALL SEQUENCES IN SCHEMA")
    defaults = "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} REVOKE ALL ON "
    _execute(
        *(f"REVOKE ALL ON {kind} {{schema}} FROM {{login}}" for kind in objects),
        *(f"{defaults}{kind} FROM {{login}}" for kind in ("TABLES", "SEQUENCES")),
        schema=schema,
        login=app_login(),
    )


def revoke_access(schema: str) -> None:
    """Stop the app login from serving the tenant: the next BEGIN in any worker is refused.

    Does nothing if another database of the cluster uses the role, which would lose access too.
    """
    if not settings.TENANT_ROLES and app_login() == owner_login():
        return  # the owner login needs access to suspended tenants
    if not settings.TENANT_ROLES:
        _execute("REVOKE USAGE ON SCHEMA {schema} FROM {login}", schema=schema, login=app_login())
    elif not used_elsewhere(schema):
        _execute("REVOKE {role} FROM {login}", role=schema, login=app_login())


def drop_role(schema: str) -> None:
    """Drop the role unless another database of the cluster has grants to it."""
    if not used_elsewhere(schema):
        _execute("DROP ROLE IF EXISTS {role}", role=schema)


def used_elsewhere(schema: str) -> bool:
    """Return whether another database of the cluster has grants to the role."""
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
    """Grant the app login what the base domain needs: read public, and write the shared apps."""
    if app_login() == owner_login():
        return
    if "tenants" in tables_by_label:
        _create_policies()
        # The worker claims and removes them.
        writes = "GRANT INSERT, UPDATE, DELETE ON public.tenants_wakeup TO {login}"
        _execute(writes, login=app_login())
    _execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {login}", login=app_login())
    owner_only, reference = owner_only_tables(), reference_tables()
    for table in sorted(reference.intersection(chain(*tables_by_label.values()))):
        _execute("GRANT SELECT ON public.{table} TO PUBLIC", table=table)
    for table in sorted(owner_only.intersection(chain(*tables_by_label.values()))):
        _execute("REVOKE ALL ON public.{table} FROM {login}", table=table, login=app_login())
    for label in sorted(shared_labels() - READ_ONLY_LABELS):
        for table in sorted(set(tables_by_label.get(label, [])) - owner_only - reference):
            if table in append_only_tables():
                revoked = "REVOKE UPDATE, DELETE ON public.{table} FROM {login}"
                statements = [revoked, "GRANT INSERT ON public.{table} TO {login}"]
            else:
                statements = ["GRANT INSERT, UPDATE, DELETE ON public.{table} TO {login}"]
            _execute(*statements, table=table, login=app_login())


def _create_policies() -> None:
    """Allow the app login the rows of which a tenant's role sees its own, or none."""
    for table, command in (("tenants_tenant", "SELECT"), ("tenants_wakeup", "ALL")):
        with connections[OWNER_ALIAS].cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_catalog.pg_policies WHERE schemaname = 'public'"
                " AND tablename = %s AND policyname = 'app_login' AND roles = %s",
                [table, [app_login()]],
            )
            if cursor.fetchone():
                continue
        with transaction.atomic(using=OWNER_ALIAS):
            _execute("DROP POLICY IF EXISTS app_login ON public.{table}", table=table)
            _execute(
                f"CREATE POLICY app_login ON public.{{table}} FOR {command} TO {{login}}"
                " USING (true)",
                table=table,
                login=app_login(),
            )
