import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import timetracking.models.work_log


class Migration(migrations.Migration):
    dependencies = [
        ("timetracking", "0002_locations"),
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
            name="BreakKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("is_paid", models.BooleanField(default=False, verbose_name="paid")),
                (
                    "is_active",
                    models.BooleanField(default=True, editable=False, verbose_name="offered"),
                ),
            ],
            options={
                "verbose_name": "kind of break",
                "verbose_name_plural": "kinds of break",
                "db_table": "break_kinds",
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="break_kinds_name_unique",
                    )
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
                ("subject", models.CharField(editable=False, max_length=20)),
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
                            ("made", "made"),
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
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
                "db_table": "corrections",
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
        migrations.RemoveConstraint(
            model_name="punch",
            name="punches_action",
        ),
        migrations.RemoveConstraint(
            model_name="punch",
            name="punches_log_or_refusal",
        ),
        migrations.AddField(
            model_name="companysettings",
            name="break_after",
            field=models.PositiveSmallIntegerField(
                db_default=360,
                default=360,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(1440),
                ],
                verbose_name="work over",
            ),
        ),
        migrations.AddField(
            model_name="companysettings",
            name="break_minutes",
            field=models.PositiveSmallIntegerField(
                db_default=30,
                default=30,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(240),
                ],
                verbose_name="needs a break of",
            ),
        ),
        migrations.AddField(
            model_name="companysettings",
            name="chain_hash",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=64
            ),
        ),
        migrations.AddField(
            model_name="companysettings",
            name="chain_number",
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="companysettings",
            name="deducts_breaks",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="deduct breaks that were not taken"
            ),
        ),
        migrations.AddField(
            model_name="companysettings",
            name="end_hours",
            field=models.PositiveSmallIntegerField(
                db_default=16,
                default=16,
                validators=[
                    django.core.validators.MinValueValidator(2),
                    django.core.validators.MaxValueValidator(48),
                ],
                verbose_name="end after",
            ),
        ),
        migrations.AddField(
            model_name="companysettings",
            name="ends_forgotten",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="end forgotten shifts"
            ),
        ),
        migrations.AddField(
            model_name="companysettings",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("de", "Deutsch"), ("es", "Español")],
                db_default="en",
                default="en",
                max_length=2,
                verbose_name="language",
            ),
        ),
        migrations.AddField(
            model_name="companysettings",
            name="long_break_after",
            field=models.PositiveSmallIntegerField(
                db_default=540,
                default=540,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(1440),
                ],
                verbose_name="work over",
            ),
        ),
        migrations.AddField(
            model_name="companysettings",
            name="long_break_minutes",
            field=models.PositiveSmallIntegerField(
                db_default=45,
                default=45,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(240),
                ],
                verbose_name="needs a break of",
            ),
        ),
        migrations.AddField(
            model_name="companysettings",
            name="members_see_rate",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="staff see their own hourly rate"
            ),
        ),
        migrations.AddField(
            model_name="companysettings",
            name="members_see_team",
            field=models.BooleanField(
                db_default=False,
                default=False,
                verbose_name="staff see who of their location is in",
            ),
        ),
        migrations.AddField(
            model_name="companysettings",
            name="provisional_hours",
            field=models.PositiveSmallIntegerField(
                db_default=8,
                default=8,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(24),
                ],
                verbose_name="count as",
            ),
        ),
        migrations.AddField(
            model_name="companysettings",
            name="reminder_hours",
            field=models.PositiveSmallIntegerField(
                db_default=12,
                default=12,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(24),
                ],
                verbose_name="remind after",
            ),
        ),
        migrations.AddField(
            model_name="companysettings",
            name="shortest_break",
            field=models.PositiveSmallIntegerField(
                db_default=15,
                default=15,
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(60),
                ],
                verbose_name="a break counts from",
            ),
        ),
        migrations.AddField(
            model_name="employee",
            name="muted_notices",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20),
                blank=True,
                db_default=[],
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="employee",
            name="pin",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=128
            ),
        ),
        migrations.AddField(
            model_name="punch",
            name="device_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="punch",
            name="log_version",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="punch",
            name="settled_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="punch",
            name="settled_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="timetracking.employee",
            ),
        ),
        migrations.AddField(
            model_name="punch",
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
        migrations.AddField(
            model_name="punch",
            name="undone_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="worklog",
            name="deducted",
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name="deducted"),
        ),
        migrations.AddField(
            model_name="worklog",
            name="deduction_waived",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="worklog",
            name="reminded_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="worklog",
            name="review",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "nothing to review"),
                    ("automatic", "ended by Shiftbook"),
                    ("stated", "end given afterwards"),
                ],
                db_default="",
                default="",
                max_length=9,
                verbose_name="review",
            ),
        ),
        migrations.AddField(
            model_name="worklog",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False),
        ),
        migrations.AlterField(
            model_name="punch",
            name="action",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="punch",
            name="work_log",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="punches",
                to="timetracking.worklog",
            ),
        ),
        migrations.AddConstraint(
            model_name="companysettings",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("break_after__lt", models.F("long_break_after")),
                    ("break_minutes__lte", models.F("long_break_minutes")),
                ),
                name="company_settings_break_rules",
            ),
        ),
        migrations.AddConstraint(
            model_name="companysettings",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reminder_hours__lte", models.F("end_hours")),
                    ("provisional_hours__lte", models.F("end_hours")),
                ),
                name="company_settings_forgotten",
            ),
        ),
        migrations.AddConstraint(
            model_name="worklog",
            constraint=models.CheckConstraint(
                condition=models.Q(("review__in", ["", "automatic", "stated"])),
                name="work_logs_review",
            ),
        ),
        migrations.AddField(
            model_name="punch",
            name="kiosk",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="punches",
                to="timetracking.kiosk",
            ),
        ),
        migrations.AddConstraint(
            model_name="punch",
            constraint=models.CheckConstraint(
                condition=models.Q(("action__in", ["in", "out", "break", "back"])),
                name="punches_action",
            ),
        ),
        migrations.AddConstraint(
            model_name="punch",
            constraint=models.CheckConstraint(
                condition=models.Q(("work_log__isnull", True), ("refusal", ""), _connector="OR"),
                name="punches_log_or_refusal",
            ),
        ),
    ]
