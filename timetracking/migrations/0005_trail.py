import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("timetracking", "0004_punches"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditChain",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.BigIntegerField(default=0, editable=False)),
                ("hash", models.CharField(blank=True, default="", editable=False, max_length=64)),
            ],
            options={
                "verbose_name": "end of the audit trail",
                "verbose_name_plural": "ends of the audit trail",
                "db_table": "audit_chain",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="audit_chain_one_row"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(editable=False)),
                ("at", models.DateTimeField(editable=False)),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timetracking.employee",
                    ),
                ),
                ("origin", models.CharField(editable=False, max_length=40)),
                (
                    "address",
                    models.CharField(blank=True, default="", editable=False, max_length=45),
                ),
                ("subject", models.CharField(editable=False, max_length=100)),
                ("subject_id", models.BigIntegerField(editable=False)),
                (
                    "employee",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timetracking.employee",
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("created", "created"),
                            ("changed", "changed"),
                            ("removed", "removed"),
                        ],
                        editable=False,
                        max_length=7,
                    ),
                ),
                ("before", models.JSONField(editable=False, null=True)),
                ("after", models.JSONField(editable=False, null=True)),
                ("reason", models.TextField(blank=True, default="", editable=False)),
                (
                    "previous_hash",
                    models.CharField(blank=True, default="", editable=False, max_length=64),
                ),
                ("hash", models.CharField(editable=False, max_length=64)),
            ],
            options={
                "verbose_name": "line of the audit trail",
                "verbose_name_plural": "audit trail",
                "db_table": "audit_lines",
                "indexes": [
                    models.Index(fields=["subject", "subject_id"], name="audit_lines_subject")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("number",), name="audit_lines_number_unique")
                ],
            },
        ),
    ]
