import django.db.models.deletion
import django.db.models.functions.text
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models

import timetracking.models.company


class Migration(migrations.Migration):
    # Constraints and indexes are in CreateModel, not in operations of their own as makemigrations
    # writes them, because each operation makes the creation of a company slower.

    initial = True

    dependencies = []

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
                    "country",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=2,
                        validators=[timetracking.models.company.validate_country],
                        verbose_name="country",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=3,
                        validators=[timetracking.models.company.validate_currency],
                        verbose_name="currency",
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
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("de", "Deutsch"), ("es", "Español")],
                        default="en",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "members_see_team",
                    models.BooleanField(
                        default=False, verbose_name="staff can see who is in at their location"
                    ),
                ),
                (
                    "members_see_rate",
                    models.BooleanField(
                        default=False, verbose_name="staff can see their own hourly rate"
                    ),
                ),
                ("shows_first_steps", models.BooleanField(default=True)),
                ("was_saved", models.BooleanField(default=False, editable=False)),
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
            name="Rules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "company",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rules",
                        to="timetracking.companysettings",
                    ),
                ),
                (
                    "reminder_hours",
                    models.PositiveSmallIntegerField(
                        default=12,
                        validators=[MinValueValidator(1), MaxValueValidator(24)],
                        verbose_name="remind after",
                    ),
                ),
                (
                    "ends_forgotten",
                    models.BooleanField(default=False, verbose_name="end forgotten shifts"),
                ),
                (
                    "end_hours",
                    models.PositiveSmallIntegerField(
                        default=16,
                        validators=[MinValueValidator(2), MaxValueValidator(48)],
                        verbose_name="end after",
                    ),
                ),
                (
                    "provisional_hours",
                    models.PositiveSmallIntegerField(
                        default=8,
                        validators=[MinValueValidator(1), MaxValueValidator(24)],
                        verbose_name="count as",
                    ),
                ),
                (
                    "deducts_breaks",
                    models.BooleanField(default=False, verbose_name="deduct breaks not taken"),
                ),
                (
                    "break_after",
                    models.PositiveSmallIntegerField(
                        default=360,
                        validators=[MinValueValidator(1), MaxValueValidator(1440)],
                        verbose_name="work over",
                    ),
                ),
                (
                    "break_minutes",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[MinValueValidator(1), MaxValueValidator(240)],
                        verbose_name="requires a break of",
                    ),
                ),
                (
                    "long_break_after",
                    models.PositiveSmallIntegerField(
                        default=540,
                        validators=[MinValueValidator(1), MaxValueValidator(1440)],
                        verbose_name="work over",
                    ),
                ),
                (
                    "long_break_minutes",
                    models.PositiveSmallIntegerField(
                        default=45,
                        validators=[MinValueValidator(1), MaxValueValidator(240)],
                        verbose_name="requires a break of",
                    ),
                ),
                (
                    "longest_break_after",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[MinValueValidator(1), MaxValueValidator(1440)],
                        verbose_name="work over",
                    ),
                ),
                (
                    "longest_break_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[MinValueValidator(1), MaxValueValidator(240)],
                        verbose_name="requires a break of",
                    ),
                ),
                (
                    "shortest_break",
                    models.PositiveSmallIntegerField(
                        default=15,
                        validators=[MinValueValidator(0), MaxValueValidator(60)],
                        verbose_name="shortest break that counts",
                    ),
                ),
            ],
            options={
                "verbose_name": "rules",
                "verbose_name_plural": "rules",
                "db_table": "rules",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("break_after__lt", models.F("long_break_after")),
                            ("break_minutes__lte", models.F("long_break_minutes")),
                        ),
                        name="rules_breaks",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("longest_break_after__isnull", True),
                            ("longest_break_minutes__isnull", True),
                        )
                        | models.Q(
                            ("longest_break_after__gt", models.F("long_break_after")),
                            ("longest_break_after__isnull", False),
                            ("longest_break_minutes__gte", models.F("long_break_minutes")),
                            ("longest_break_minutes__isnull", False),
                        ),
                        name="rules_third_step",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reminder_hours__lte", models.F("end_hours")),
                            ("provisional_hours__lte", models.F("end_hours")),
                        ),
                        name="rules_forgotten",
                    ),
                ],
            },
        ),
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
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="locations_name_unique"
                    )
                ],
            },
        ),
    ]
