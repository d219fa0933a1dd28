from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]

    operations = [
        # Based on the role, which only BEGIN sets, and not on a setting that any statement could
        # change. roles.grant_public_tables creates the policy of the app login, because the name
        # of that login differs between installations.
        migrations.RunSQL(
            [
                "CREATE POLICY own_row ON tenants_tenant FOR SELECT TO PUBLIC"
                " USING ('tenant_' || slug = current_user::text)",
                "ALTER TABLE tenants_tenant ENABLE ROW LEVEL SECURITY",
                "GRANT SELECT ON tenants_tenant TO PUBLIC",
            ],
            reverse_sql=[
                "REVOKE SELECT ON tenants_tenant FROM PUBLIC",
                "ALTER TABLE tenants_tenant DISABLE ROW LEVEL SECURITY",
                "DROP POLICY own_row ON tenants_tenant",
            ],
        ),
        # A company's role may wake the worker for itself; it reads and changes no row.
        migrations.RunSQL(
            [
                "CREATE POLICY own_row ON tenants_wakeup FOR INSERT TO PUBLIC"
                " WITH CHECK ('tenant_' || slug = current_user::text)",
                "ALTER TABLE tenants_wakeup ENABLE ROW LEVEL SECURITY",
                "GRANT INSERT ON tenants_wakeup TO PUBLIC",
            ],
            reverse_sql=[
                "REVOKE INSERT ON tenants_wakeup FROM PUBLIC",
                "ALTER TABLE tenants_wakeup DISABLE ROW LEVEL SECURITY",
                "DROP POLICY own_row ON tenants_wakeup",
            ],
        ),
    ]
