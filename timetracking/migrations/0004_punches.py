import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("timetracking", "0003_shifts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Kiosk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "location",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kiosks",
                        to="timetracking.location",
                    ),
                ),
                ("code_hash", models.CharField(editable=False, max_length=64)),
                ("code_expires_at", models.DateTimeField(editable=False)),
                (
                    "secret_hash",
                    models.CharField(blank=True, default="", editable=False, max_length=64),
                ),
                ("private_key", models.TextField(blank=True, default="", editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timetracking.employee",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("paired_at", models.DateTimeField(editable=False, null=True)),
                ("last_used_at", models.DateTimeField(editable=False, null=True)),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "kiosk",
                "verbose_name_plural": "kiosks",
                "db_table": "kiosks",
            },
        ),
        migrations.CreateModel(
            name="Punch",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="punches",
                        to="timetracking.employee",
                    ),
                ),
                ("key", models.UUIDField(verbose_name="idempotency key")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("in", "in"),
                            ("out", "out"),
                            ("break", "break"),
                            ("back", "back from the break"),
                        ],
                        max_length=5,
                        verbose_name="action",
                    ),
                ),
                (
                    "work_log",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="punches",
                        to="timetracking.worklog",
                    ),
                ),
                ("log_version", models.PositiveIntegerField(editable=False, null=True)),
                ("refusal", models.TextField(blank=True, default="", verbose_name="refusal")),
                ("undone_at", models.DateTimeField(editable=False, null=True)),
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
                    "kiosk",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="punches",
                        to="timetracking.kiosk",
                    ),
                ),
                ("device_at", models.DateTimeField(editable=False, null=True)),
                ("settled_at", models.DateTimeField(editable=False, null=True)),
                (
                    "settled_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timetracking.employee",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "punch",
                "verbose_name_plural": "punches",
                "db_table": "punches",
                "constraints": [
                    models.UniqueConstraint(fields=("employee", "key"), name="punches_key_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("action__in", ["in", "out", "break", "back"])),
                        name="punches_action",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("work_log__isnull", True), ("refusal", ""), _connector="OR"
                        ),
                        name="punches_log_or_refusal",
                    ),
                ],
            },
        ),
    ]
