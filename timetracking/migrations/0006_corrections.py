import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("timetracking", "0005_trail"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
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
                        related_name="corrections",
                        to="timetracking.employee",
                    ),
                ),
                (
                    "work_log",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="corrections",
                        to="timetracking.worklog",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("change", "change of a shift"),
                            ("missing", "missing shift"),
                            ("edit", "edit by a manager"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "waiting for a manager"),
                            ("accepted", "accepted"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("made", "new, please check"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timetracking.employee",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                ("base_version", models.PositiveIntegerField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timetracking.employee",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, default="", verbose_name="answer")),
                (
                    "reply",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "no answer yet"),
                            ("accepted", "accepted"),
                            ("disputed", "disputed"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("reply_reason", models.TextField(blank=True, default="")),
                ("replied_at", models.DateTimeField(null=True)),
                ("reply_in_doubt", models.BooleanField(db_default=False, default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
                "db_table": "corrections",
                "indexes": [
                    models.Index(
                        condition=models.Q(("decided_at__isnull", True), ("reply", "disputed")),
                        fields=["employee"],
                        name="corrections_disputed",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["change", "missing", "edit"])),
                        name="corrections_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["pending", "accepted", "refused", "withdrawn", "made"])
                        ),
                        name="corrections_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("employee")), _negated=True),
                            _connector="OR",
                        ),
                        name="corrections_decided_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "pending")),
                        fields=("work_log",),
                        name="corrections_one_pending",
                    ),
                ],
            },
        ),
    ]
