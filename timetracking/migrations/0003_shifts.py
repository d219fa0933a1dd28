import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import timetracking.models.work_log


class Migration(migrations.Migration):
    dependencies = [
        ("timetracking", "0002_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkLog",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_logs",
                        to="timetracking.employee",
                    ),
                ),
                ("check_in", models.DateTimeField(db_index=True, verbose_name="in")),
                ("check_out", models.DateTimeField(blank=True, null=True, verbose_name="out")),
                ("notes", models.TextField(blank=True, default="", verbose_name="notes")),
                ("time_zone", models.CharField(max_length=64, verbose_name="time zone")),
                (
                    "location",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_logs",
                        to="timetracking.location",
                    ),
                ),
                (
                    "source",
                    models.CharField(
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
                (
                    "deducted",
                    models.PositiveIntegerField(db_default=0, default=0, verbose_name="deducted"),
                ),
                ("deduction_waived", models.BooleanField(db_default=False, default=False)),
                (
                    "review",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "nothing to check"),
                            ("automatic", "ended by Shiftbook"),
                            ("stated", "clock-out added later"),
                            ("late", "tap sent late"),
                        ],
                        db_default="",
                        default="",
                        max_length=9,
                        verbose_name="check",
                    ),
                ),
                (
                    "involved",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        blank=True,
                        db_default=[],
                        default=list,
                        editable=False,
                        size=None,
                    ),
                ),
                ("reminded_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("day", timetracking.models.work_log.LocalDay(editable=False)),
                (
                    "day_is_open",
                    models.BooleanField(db_default=True, default=True, editable=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "work log",
                "verbose_name_plural": "work logs",
                "db_table": "work_logs",
                "indexes": [
                    models.Index(
                        condition=models.Q(("review", ""), _negated=True),
                        fields=["employee"],
                        name="work_logs_to_review",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("check_out__isnull", True)),
                        fields=("employee",),
                        name="work_logs_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("check_out__isnull", True),
                            ("check_out__gt", models.F("check_in")),
                            _connector="OR",
                        ),
                        name="work_logs_end_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["web", "kiosk", "manager", "import"])),
                        name="work_logs_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("review__in", ["", "automatic", "stated", "late"])),
                        name="work_logs_review",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("employee", "="),
                            (
                                timetracking.models.work_log.TsTzRange(
                                    "check_in",
                                    "check_out",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ],
                        name="work_logs_no_overlap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Break",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "work_log",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="breaks",
                        to="timetracking.worklog",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="breaks",
                        to="timetracking.breakkind",
                    ),
                ),
                ("is_paid", models.BooleanField(verbose_name="paid")),
                ("start", models.DateTimeField(verbose_name="start")),
                ("end", models.DateTimeField(blank=True, null=True, verbose_name="end")),
                (
                    "day_is_open",
                    models.BooleanField(db_default=True, default=True, editable=False),
                ),
            ],
            options={
                "verbose_name": "break",
                "verbose_name_plural": "breaks",
                "db_table": "breaks",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("end__isnull", True)),
                        fields=("work_log",),
                        name="breaks_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("end__isnull", True), ("end__gt", models.F("start")), _connector="OR"
                        ),
                        name="breaks_end_after_start",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("work_log", "="),
                            (
                                timetracking.models.work_log.TsTzRange(
                                    "start",
                                    "end",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ],
                        name="breaks_no_overlap",
                    ),
                ],
            },
        ),
        # Apart, because those of a new table are added last, and a key refers to this one.
        migrations.AddConstraint(
            model_name="worklog",
            constraint=models.UniqueConstraint(fields=("id", "day_is_open"), name="work_logs_open"),
        ),
    ]
