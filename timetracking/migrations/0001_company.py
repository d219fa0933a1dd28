import django.db.models.functions.text
import django.db.models.lookups
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
                    "region",
                    models.CharField(blank=True, default="", max_length=20, verbose_name="region"),
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
                (
                    "idle_minutes",
                    models.PositiveIntegerField(
                        choices=[
                            (30, "half an hour"),
                            (240, "4 hours"),
                            (1440, "a day"),
                            (10080, "a week"),
                            (20160, "two weeks"),
                            (43200, "30 days"),
                        ],
                        default=20160,
                        verbose_name="sign out after",
                    ),
                ),
                (
                    "requires_second_factor",
                    models.BooleanField(
                        default=False, verbose_name="managers and owners need a second factor"
                    ),
                ),
                (
                    "accent",
                    models.CharField(
                        blank=True,
                        default="",
                        editable=False,
                        max_length=7,
                        verbose_name="accent colour",
                    ),
                ),
                ("logo", models.BinaryField(default=b"", verbose_name="logo")),
                (
                    "logo_digest",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=64, verbose_name="logo"
                    ),
                ),
            ],
            options={
                "base_manager_name": "objects",
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
                    models.CheckConstraint(
                        condition=models.Q(("idle_minutes__range", (30, 43_200))),
                        name="company_settings_idle_minutes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("accent__regex", "^(#[0-9a-f]{6})?$")),
                        name="company_settings_accent",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length("logo"), 204800
                        ),
                        name="company_settings_logo",
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
                    "region",
                    models.CharField(blank=True, default="", max_length=20, verbose_name="region"),
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
