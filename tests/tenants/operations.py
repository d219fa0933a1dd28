"""Each kind of operation that a migration may have."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models.functions import Now

WORK_LOG = "worklog"


OPERATIONS: dict[str, list[Operation]] = {
    "add a field": [
        migrations.AddField(WORK_LOG, "tag", models.CharField(default="", max_length=9))
    ],
    "a default of the database": [
        migrations.AddField(WORK_LOG, "seen_at", models.DateTimeField(db_default=Now()))
    ],
    "a table with foreign keys and indexes": [
        migrations.CreateModel(
            "Place",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(max_length=40, unique=True)),
                ("log", models.ForeignKey("timetracking.WorkLog", models.CASCADE)),
                ("staff", models.ManyToManyField("timetracking.Employee")),
            ],
            options={"indexes": [models.Index(fields=["name", "log"], name="place_name_log")]},
        ),
    ],
    "names that are looked up": [
        migrations.AlterField("employee", "name", models.CharField(max_length=99, unique=True)),
        migrations.AlterField("employee", "name", models.TextField()),
        migrations.RemoveConstraint("employee", "employees_email_unique"),
    ],
    "rename and remove": [
        migrations.RenameField(WORK_LOG, "notes", "remarks"),
        migrations.RemoveField("rate", "amount"),
        migrations.RenameModel("Punch", "Tap"),
        migrations.AlterModelTable("Tap", "taps"),
    ],
    "constraints": [
        AddConstraintNotValid(
            "employee",
            models.CheckConstraint(condition=~models.Q(name="x"), name="employees_not_x"),
        ),
    ],
    "validate": [
        migrations.AddConstraint(
            "employee", models.CheckConstraint(condition=~models.Q(name="y"), name="employees_y")
        ),
        ValidateConstraint("employee", "employees_y"),
    ],
    "SQL, with a percent sign and a comment at the end": [
        migrations.RunSQL("CREATE VIEW busy AS SELECT 100 % 7 AS one -- here"),
        migrations.RunSQL([("COMMENT ON TABLE employees IS %s", ["it's 5% of all; \\ "])]),
        migrations.RunSQL(
            "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$;"
            " CREATE TABLE extra (id int); INSERT INTO extra SELECT count(*) FROM employees;"
            " SELECT id FROM extra"
        ),
    ],
}
