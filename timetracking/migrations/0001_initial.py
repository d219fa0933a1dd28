import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary
from django.db import migrations, models
from django.db.models.functions import Lower

import accounts.fields
import timetracking.models.company
from timetracking.models.work_log import TsTzRange


class Migration(migrations.Migration):
    # The constraints stand inside CreateModel, not after it as makemigrations writes them: every
    # operation costs each new company time.

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CompanySettings",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC",
                        max_length=64,
                        validators=[timetracking.models.company.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "week_starts_on",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Monday"),
                            (2, "Tuesday"),
                            (3, "Wednesday"),
                            (4, "Thursday"),
                            (5, "Friday"),
                            (6, "Saturday"),
                            (7, "Sunday"),
                        ],
                        default=1,
                        verbose_name="first day of the week",
                    ),
                ),
            ],
            options={
                "verbose_name": "company settings",
                "verbose_name_plural": "company settings",
                "db_table": "company_settings",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="company_settings_one_row"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("week_starts_on__range", (1, 7))),
                        name="company_settings_week_starts_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Employee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "email",
                    accounts.fields.NormalisedEmailField(
                        blank=True,
                        default="",
                        help_text="Needed to sign in. May stay empty for someone who never does.",
                        max_length=254,
                        verbose_name="e-mail address",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("owner", "Owner"), ("manager", "Manager"), ("member", "Member")],
                        default="member",
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                (
                    "hourly_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(
                                0, "A rate cannot be less than zero."
                            )
                        ],
                        verbose_name="hourly rate",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(default=True, editable=False, verbose_name="active"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="employee",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "employee",
                "verbose_name_plural": "employees",
                "db_table": "employees",
                "constraints": [
                    models.UniqueConstraint(
                        Lower("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="employees_email_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["owner", "manager", "member"])),
                        name="employees_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hourly_rate__isnull", True), ("hourly_rate__gte", 0), _connector="OR"
                        ),
                        name="employees_hourly_rate_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("check_in", models.DateTimeField(db_index=True, verbose_name="in")),
                ("check_out", models.DateTimeField(blank=True, null=True, verbose_name="out")),
                ("notes", models.TextField(blank=True, default="", verbose_name="notes")),
                ("time_zone", models.CharField(max_length=64, verbose_name="time zone")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_logs",
                        to="timetracking.employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "work log",
                "verbose_name_plural": "work logs",
                "db_table": "work_logs",
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
                    ExclusionConstraint(
                        expressions=[
                            ("employee", "="),
                            (TsTzRange("check_in", "check_out", RangeBoundary()), "&&"),
                        ],
                        name="work_logs_no_overlap",
                    ),
                ],
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
                ("key", models.UUIDField(verbose_name="idempotency key")),
                (
                    "action",
                    models.CharField(
                        choices=[("in", "in"), ("out", "out")],
                        max_length=3,
                        verbose_name="action",
                    ),
                ),
                ("refusal", models.TextField(blank=True, default="", verbose_name="refusal")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "employee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="punches",
                        to="timetracking.employee",
                    ),
                ),
                (
                    "work_log",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="punches",
                        to="timetracking.worklog",
                    ),
                ),
            ],
            options={
                "verbose_name": "punch",
                "verbose_name_plural": "punches",
                "db_table": "punches",
                "constraints": [
                    models.UniqueConstraint(fields=("employee", "key"), name="punches_key_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("action__in", ["in", "out"])), name="punches_action"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("work_log__isnull", True), models.Q(("refusal", ""), _negated=True)
                            ),
                            models.Q(("refusal", ""), ("work_log__isnull", False)),
                            _connector="OR",
                        ),
                        name="punches_log_or_refusal",
                    ),
                ],
            },
        ),
    ]
