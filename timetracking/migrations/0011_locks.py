from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("timetracking", "0010_periods")]

    operations = [
        # Refused by name, also for whoever does not ask whether the day is locked. A change of the
        # day's row changes all its shifts, and a change of a shift's row its breaks.
        migrations.RunSQL(
            [
                "ALTER TABLE work_logs ADD CONSTRAINT work_logs_day_open"
                " FOREIGN KEY (day, day_is_open) REFERENCES work_days (day, is_open)"
                " ON UPDATE CASCADE",
                "ALTER TABLE breaks ADD CONSTRAINT breaks_day_open"
                " FOREIGN KEY (work_log_id, day_is_open) REFERENCES work_logs (id, day_is_open)"
                " ON UPDATE CASCADE",
                # Not to the zone's very day: Python and PostgreSQL each have their own list of
                # zones, and where the two differ a tap must still be recorded.
                "ALTER TABLE work_logs ADD CONSTRAINT work_logs_day"
                " CHECK (day - (check_in AT TIME ZONE 'UTC')::date BETWEEN -1 AND 1)",
            ],
            reverse_sql=[
                "ALTER TABLE work_logs DROP CONSTRAINT work_logs_day",
                "ALTER TABLE breaks DROP CONSTRAINT breaks_day_open",
                "ALTER TABLE work_logs DROP CONSTRAINT work_logs_day_open",
            ],
        ),
        # The owner of the tables, who cascades and restores, is above these policies.
        *[
            migrations.RunSQL(
                [
                    f"CREATE POLICY reading ON {table} FOR SELECT USING (true)",
                    f"CREATE POLICY adding ON {table} FOR INSERT WITH CHECK (day_is_open)",
                    f"CREATE POLICY changing ON {table} FOR UPDATE"
                    " USING (day_is_open) WITH CHECK (day_is_open)",
                    f"CREATE POLICY removing ON {table} FOR DELETE USING (day_is_open)",
                    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
                ],
                reverse_sql=[
                    f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
                    *(
                        f"DROP POLICY {name} ON {table}"
                        for name in ("reading", "adding", "changing", "removing")
                    ),
                ],
            )
            for table in ("work_logs", "breaks")
        ],
    ]
