import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Lower

import timetracking.models.company


class Migration(migrations.Migration):
    dependencies = [("timetracking", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Location",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "address",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="address"
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=64,
                        validators=[timetracking.models.company.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(default=True, editable=False, verbose_name="open"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "location",
                "verbose_name_plural": "locations",
                "db_table": "locations",
                "constraints": [
                    models.UniqueConstraint(Lower("name"), name="locations_name_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="EmployeeLocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="timetracking.employee",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="timetracking.location",
                    ),
                ),
            ],
            options={
                "verbose_name": "location of an employee",
                "verbose_name_plural": "locations of employees",
                "db_table": "employee_locations",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("employee", "location"), name="employee_locations_unique"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="employee",
            name="locations",
            field=models.ManyToManyField(
                related_name="staff",
                through="timetracking.EmployeeLocation",
                to="timetracking.location",
                verbose_name="locations",
            ),
        ),
        migrations.AddField(
            model_name="employee",
            name="is_limited",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text=(
                    "For a manager: they then see and manage only people who share a location "
                    "with them."
                ),
                verbose_name="may only manage people of these locations",
            ),
        ),
        migrations.AddConstraint(
            model_name="employee",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_limited", False), ("role", "manager"), _connector="OR"),
                name="employees_limited_managers",
            ),
        ),
        migrations.AddField(
            model_name="worklog",
            name="location",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="work_logs",
                to="timetracking.location",
            ),
        ),
        migrations.AddField(
            model_name="worklog",
            name="source",
            field=models.CharField(
                choices=[
                    ("web", "clock page"),
                    ("kiosk", "kiosk"),
                    ("manager", "manager"),
                    ("import", "import"),
                ],
                db_default="web",
                default="web",
                max_length=7,
                verbose_name="source",
            ),
        ),
        migrations.AddConstraint(
            model_name="worklog",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["web", "kiosk", "manager", "import"])),
                name="work_logs_source",
            ),
        ),
    ]
