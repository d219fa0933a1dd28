"""What an attacker writes. {schema} and {role} are the other company's, {slug} its slug.

These are public: an attacker can know them. What stands here never reaches another's rows.
"""

import pytest

_XML = "SELECT * FROM {schema}.employees"

# Put behind an open quote; `%s` is what closes it, and -- hides the rest.
SMUGGLED = {
    "stacked set role": "%s; SET ROLE {role}; SELECT id, name, email FROM {schema}.employees --",
    "stacked reset": "%s; RESET ROLE; SET LOCAL ROLE {role}; TABLE {schema}.employees --",
    "stacked commit": "%s; COMMIT; SET ROLE {role}; SELECT * FROM {schema}.users --",
    "stacked rollback": "%s; ROLLBACK; SET SESSION ROLE {role} --",
    "stacked session": "%s; SET SESSION AUTHORIZATION DEFAULT; SET ROLE NONE --",
    "stacked path": "%s; SET search_path = {schema}; SELECT id, name, email FROM employees --",
    "stacked timeout": "%s; SET statement_timeout = 0 --",
    "stacked write": "%s; UPDATE {schema}.employees SET name = 'owned' --",
    "stacked savepoint": "%s; ROLLBACK TO SAVEPOINT x; RESET ROLE --",
    "stacked do": "%s; DO $$BEGIN EXECUTE 'SET ROLE {role}'; END$$ --",
    "stacked listen": "%s; LISTEN x --",
    "stacked prepare": "%s; PREPARE p AS SELECT 1 --",
    "union set_config role": "%s UNION SELECT 1, set_config('role', '{role}', true),"
    f" query_to_xml('{_XML}', true, false, '')::text --",
    # Without libxml query_to_xml() ends in an error; this one reads on every server.
    "union set_config and read": "%s UNION SELECT 1, w.word, s.r FROM"
    " (SELECT set_config('role', '{role}', true) AS r OFFSET 0) s,"
    " LATERAL ts_stat('SELECT to_tsvector(''simple'', name) FROM {schema}.employees"
    " WHERE ''' || s.r || ''' <> ''''') w --",
    "union set_config session": "%s UNION SELECT 1, set_config('role', '{role}', false), '' --",
    "union set_config none": "%s UNION SELECT 1, set_config('role', 'none', true),"
    " query_to_xml('SELECT * FROM public.users', true, false, '')::text --",
    "union set_config path": "%s UNION SELECT 1, set_config('search_path', '{schema}', false),"
    " '' --",
    "union set_config stamp": "%s UNION SELECT 1, set_config('application_name',"
    " 'shiftbook/{slug}', false), '' --",
    "union set_config by its schema": "%s UNION SELECT 1,"
    " pg_catalog.\"set_config\"('role', '{role}', true), '' --",
    "union foreign table": "%s UNION SELECT id, name, email FROM {schema}.employees --",
    "union quoted foreign table": '%s UNION SELECT id, name, email FROM "{schema}"."users" --',
    "union operators": "%s UNION SELECT id, email, password FROM public.users --",
    "union operators' sessions": "%s UNION SELECT 1, session_key, session_data"
    " FROM public.django_session --",
    "union tenants": "%s UNION SELECT id, name, subdomain FROM public.tenants_tenant --",
    "union query_to_xml": "%s UNION SELECT 1,"
    f" query_to_xml('{_XML}', true, false, '')::text, '' --",
    "union query_to_xml set role": "%s UNION SELECT 1,"
    " query_to_xml('SET ROLE {role}', true, false, '')::text, '' --",
    "union query_to_xml nested": "%s UNION SELECT 1, query_to_xml('SELECT set_config(''role'',"
    " ''{role}'', true)', true, false, '')::text, '' --",
    "union table_to_xml": "%s UNION SELECT 1, table_to_xml('{schema}.users', true, false, '')"
    "::text, '' --",
    "union schema_to_xml": "%s UNION SELECT 1, schema_to_xml('{schema}', true, false, '')::text,"
    " '' --",
    "union database_to_xml": "%s UNION SELECT 1, database_to_xml(true, false, '')::text, '' --",
    "union ts_stat": "%s UNION SELECT 1, word, '' FROM"
    " ts_stat('SELECT to_tsvector(name) FROM {schema}.employees') --",
    "union ts_rewrite": "%s UNION SELECT 1, ts_rewrite('a'::tsquery,"
    " 'SELECT to_tsquery(name), to_tsquery(name) FROM {schema}.employees')::text, '' --",
    "union cursor": "%s UNION SELECT 1, cursor_to_xml('x', 1, true, false, '')::text, '' --",
    "union pg_stats": "%s UNION SELECT 1, tablename, most_common_vals::text FROM pg_stats --",
    "union pg_statistic": "%s UNION SELECT 1, stavalues1::text, '' FROM pg_statistic --",
    "union activity": "%s UNION SELECT pid, query, '' FROM pg_stat_activity --",
    "union authid": "%s UNION SELECT 1, rolname, rolpassword FROM pg_authid --",
    "union read file": "%s UNION SELECT 1, pg_read_file('/etc/passwd'), '' --",
    "union list folder": "%s UNION SELECT 1, pg_ls_dir('/'), '' --",
    "union dblink": "%s UNION SELECT 1, x, '' FROM dblink('dbname=postgres',"
    " 'SELECT name FROM {schema}.employees') AS t(x text) --",
    "union lo_import": "%s UNION SELECT 1, lo_import('/etc/passwd')::text, '' --",
    "union lo_creat": "%s UNION SELECT 1, lo_creat(-1)::text, '' --",
    "union lo_from_bytea": "%s UNION SELECT 1, lo_from_bytea(0, 'x')::text, '' --",
    "union advisory lock": "%s UNION SELECT 1, pg_advisory_lock(1)::text, '' --",
    "union advisory lock of the transaction": "%s UNION SELECT 1,"
    " pg_try_advisory_xact_lock(1)::text, '' --",
    "union notify": "%s UNION SELECT 1, pg_notify('x', 'y')::text, '' --",
    "union terminate": "%s UNION SELECT 1, pg_terminate_backend(pid)::text, '' FROM"
    " pg_stat_activity --",
    "union reload": "%s UNION SELECT 1, pg_reload_conf()::text, '' --",
    "union nextval": "%s UNION SELECT nextval('{schema}.employees_id_seq'), '', '' --",
    "union setval": "%s UNION SELECT setval('{schema}.employees_id_seq', 1), '', '' --",
    "subquery": "%s OR (SELECT count(*) FROM {schema}.employees) > 0 --",
    "error text": "%s OR CAST((SELECT name FROM {schema}.employees LIMIT 1) AS int) = 1 --",
    "comment instead of spaces": "%s/**/UNION/**/SELECT/**/id,name,email/**/FROM/**/"
    "{schema}.employees--",
    "nested comment": "%s /* /* */ ; SET ROLE {role} */ UNION SELECT id, name, email"
    " FROM {schema}.users --",
    "unicode escapes": "%s UNION SELECT 1, U&\"\\0073et_config\"('role', '{role}', true), '' --",
    "dollar quotes": "%s UNION SELECT 1, set_config($$role$$, $a${role}$a$, true), '' --",
    "escape string": "%s UNION SELECT 1, set_config(E'\\162ole', '{role}', true), '' --",
    "chr": "%s UNION SELECT 1, set_config(chr(114)||'ole', '{role}', true), '' --",
    "select into": "%s UNION SELECT id, name, email FROM employees; SELECT 1 INTO x --",
    "nul": "%s\0 UNION SELECT id, name, email FROM {schema}.employees --",
    "for update": "%s AND EXISTS (SELECT 1 FROM {schema}.employees FOR UPDATE) --",
    "lateral": "%s UNION SELECT f.id, f.name, f.email FROM employees e,"
    " LATERAL (SELECT * FROM {schema}.employees o WHERE o.id = e.id) f --",
}

# The whole statement is the attacker's.
WHOLE = {
    "set role": "SET ROLE {role}",
    "set local role": "SET LOCAL ROLE {role}",
    "reset role": "RESET ROLE",
    "reset all": "RESET ALL",
    "discard": "DISCARD ALL",
    "set session authorization": "SET SESSION AUTHORIZATION {role}",
    "set path": "SET search_path = {schema}",
    "commit": "COMMIT",
    "commit and chain": "COMMIT AND CHAIN",
    "rollback": "ROLLBACK",
    "begin": "BEGIN",
    "prepare transaction": "PREPARE TRANSACTION 'x'",
    "prepare": "PREPARE x AS SELECT 1",
    "execute": "EXECUTE x",
    "declare": "DECLARE x CURSOR WITH HOLD FOR SELECT * FROM employees",
    "listen": "LISTEN x",
    "notify": "NOTIFY x",
    "copy out": "COPY {schema}.employees TO STDOUT",
    "copy to a program": "COPY employees TO PROGRAM 'cat'",
    "copy in": "COPY employees FROM '/etc/passwd'",
    "call": "CALL x()",
    "do": "DO $$BEGIN EXECUTE 'SET ROLE {role}'; END$$",
    "create table": "CREATE TABLE x (y int)",
    "create temp table": "CREATE TEMP TABLE employees (id int, name text, email text)",
    "create function": "CREATE FUNCTION x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "create extension": "CREATE EXTENSION dblink",
    "lock": "LOCK TABLE {schema}.employees",
    "truncate": "TRUNCATE employees",
    "drop": "DROP TABLE employees",
    "grant": "GRANT ALL ON employees TO PUBLIC",
    "alter role": "ALTER ROLE {role} LOGIN",
    "load": "LOAD '$libdir/x'",
    "vacuum": "VACUUM",
    "table": "TABLE {schema}.employees",
    "select": "SELECT * FROM {schema}.employees",
    "select into temp": "SELECT 1 AS id INTO TEMP employees",
    "select into": "SELECT 1 AS id INTO stolen",
    "select set_config": "SELECT set_config('role', '{role}', true)",
    "values": "VALUES ((SELECT name FROM {schema}.employees LIMIT 1))",
    "with": "WITH x AS (SELECT set_config('role', '{role}', true) AS r) SELECT r,"
    f" query_to_xml('{_XML}', true, false, '') FROM x",
    "with materialized": "WITH x AS MATERIALIZED (SELECT set_config('role', '{role}', false))"
    " SELECT * FROM x",
    "with write": "WITH x AS (UPDATE {schema}.employees SET name = 'x' RETURNING name)"
    " SELECT * FROM x",
    "with delete": "WITH x AS (DELETE FROM {schema}.users RETURNING email) SELECT * FROM x",
    "insert": "INSERT INTO {schema}.employees (name) SELECT 'x'",
    "insert from": "INSERT INTO employees (name, email, role, is_active, created_at)"
    " SELECT name, email, role, is_active, created_at FROM {schema}.employees",
    "update": "UPDATE {schema}.work_logs SET notes = ''",
    "update from": "UPDATE employees SET name = o.name FROM {schema}.employees o",
    "update pg_settings": "UPDATE pg_settings SET setting = '{role}' WHERE name = 'role'",
    "update pg_settings path": "UPDATE pg_settings SET setting = '{schema}'"
    " WHERE name = 'search_path'",
    "update pg_settings timeout": "UPDATE pg_settings SET setting = '0'"
    " WHERE name = 'statement_timeout'",
    "update tenants": "UPDATE public.tenants_tenant SET is_active = false",
    "update operators": "UPDATE public.users SET password = ''",
    "update catalog": "UPDATE pg_catalog.pg_authid SET rolsuper = true",
    "delete": "DELETE FROM {schema}.django_session",
    "merge": "MERGE INTO {schema}.employees t USING employees s ON t.id = s.id"
    " WHEN MATCHED THEN UPDATE SET name = 'x'",
    "explain analyze": "EXPLAIN ANALYZE UPDATE {schema}.employees SET name = 'x'",
    "explain create": "EXPLAIN ANALYZE CREATE TABLE x AS SELECT 1",
    "explain create temp": "EXPLAIN ANALYZE CREATE TEMP TABLE x AS SELECT 1",
    "explain execute": "EXPLAIN ANALYZE EXECUTE x",
    "explain declare": "EXPLAIN (ANALYZE) DECLARE x CURSOR WITH HOLD FOR SELECT 1",
    "savepoint stacked": "SAVEPOINT x; RESET ROLE",
    "rollback to a savepoint": "ROLLBACK TO SAVEPOINT x",
    "set constraints stacked": "SET CONSTRAINTS ALL DEFERRED; RESET ROLE",
    "comment first": "/* SELECT */ SET ROLE {role}",
    "line comment first": "-- SELECT\nSET ROLE {role}",
    "semicolon first": ";SET ROLE {role}",
    "bracket first": "(SELECT 1); SET ROLE {role}",
    "select stacked": "SELECT 1; SET ROLE {role}",
    "nothing": "",
    "unicode space": "\u00a0SET ROLE {role}",
}

# Keyword arguments and names that a query string makes for the ORM.
ORM = {
    "alias": ("named", {"x": "user__password"}),
    "alias that breaks out": ("named", {'x" FROM {schema}.employees --': "name"}),
    "alias with a comment": ("named", {"x/**/": "name"}),
    "alias with a dollar": ("named", {"x$": "name"}),
    "order by a statement": ("named", {"order": "name; SET ROLE {role}"}),
    "order by a foreign column": ("named", {"order": "{schema}.employees.name"}),
    "connector": ("expanded", {"_connector": "OR 1=1 UNION SELECT 1,2,3 --", "pk__gt": "0"}),
    "negated": ("expanded", {"_negated": "1", "name": "x"}),
    "lookup": ("expanded", {"user__password__startswith": "pbkdf2"}),
    "regex": ("expanded", {"name__regex": "("}),
    "key that breaks out": ("expanded", {"name' OR 1=1 --": "x"}),
    "transform": ("expanded", {"created_at__year') OR 1=1 --": "1"}),
    "array": ("expanded", {"pk__in": "(SELECT id FROM {schema}.employees)"}),
    "value": ("expanded", {"name": "' UNION SELECT id, name, email FROM {schema}.employees --"}),
    "nul": ("expanded", {"name": "\0"}),
}


def cases(found: dict[str, str]) -> list[object]:
    """List the attacks with their names, for parametrize."""
    return [pytest.param(text, id=name) for name, text in found.items()]
