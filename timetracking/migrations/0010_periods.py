import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("timetracking", "0009_holidays"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("is_open", models.BooleanField(db_default=True, default=True)),
                ("is_finished", models.BooleanField(db_default=False, default=False)),
            ],
            options={"db_table": "work_days"},
        ),
        # Apart, because those of a new table are added last, and keys refer to this one.
        migrations.AddConstraint(
            model_name="workday",
            constraint=models.UniqueConstraint(fields=("day", "is_open"), name="work_days_open"),
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first", models.DateField(verbose_name="first day")),
                ("last", models.DateField(verbose_name="last day")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("complete", "complete"),
                            ("approved", "approved"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("completed_at", models.DateTimeField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timetracking.employee",
                    ),
                ),
                (
                    "completed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timetracking.employee",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to="timetracking.employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval",
                "verbose_name_plural": "approvals",
                "db_table": "approvals",
                "constraints": [
                    models.UniqueConstraint(fields=("employee", "first"), name="approvals_once"),
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))), name="approvals_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "complete", "approved"])),
                        name="approvals_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first", models.DateField(unique=True, verbose_name="first day")),
                ("last", models.DateField(verbose_name="last day")),
                ("is_locked", models.BooleanField(verbose_name="locked")),
                ("changed_at", models.DateTimeField()),
                ("reason", models.TextField(blank=True, default="", verbose_name="reason")),
                (
                    "changed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timetracking.employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "pay period",
                "verbose_name_plural": "pay periods",
                "db_table": "pay_periods",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))),
                        name="pay_periods_days",
                    )
                ],
            },
        ),
    ]
