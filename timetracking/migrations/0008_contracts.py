import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import timetracking.models.contract


class Migration(migrations.Migration):
    dependencies = [
        ("timetracking", "0007_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contract",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "hours",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(
                                0, "The hours cannot be less than zero."
                            ),
                            django.core.validators.MaxValueValidator(168, "A week has 168 hours."),
                        ],
                        verbose_name="hours a week",
                    ),
                ),
                (
                    "weekday_minutes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=timetracking.models.contract.no_days,
                        size=7,
                        verbose_name="working days",
                    ),
                ),
                (
                    "position",
                    models.CharField(
                        blank=True, default="", max_length=80, verbose_name="position"
                    ),
                ),
                (
                    "pay",
                    models.CharField(
                        choices=[("hourly", "By the hour"), ("salary", "Salary per month")],
                        default="hourly",
                        max_length=6,
                        verbose_name="paid",
                    ),
                ),
                (
                    "salary",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(
                                0, "The salary cannot be less than zero."
                            )
                        ],
                        verbose_name="salary per month",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="timetracking.employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "contract",
                "verbose_name_plural": "contracts",
                "db_table": "contracts",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("employee", "="),
                            (
                                timetracking.models.contract.DateRange(
                                    "starts_on",
                                    "ends_on",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(True, True),
                                ),
                                "&&",
                            ),
                        ],
                        name="contracts_no_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="contracts_end_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hours__gte", 0), ("hours__lte", 168)),
                        name="contracts_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weekday_minutes__len", 7)), name="contracts_seven_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pay", "hourly"), ("salary__isnull", True)),
                            models.Q(
                                ("pay", "salary"), ("salary__gte", 0), ("salary__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="contracts_salary",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=8,
                        validators=[
                            django.core.validators.MinValueValidator(
                                0, "The rate cannot be less than zero."
                            )
                        ],
                        verbose_name="hourly rate",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rates",
                        to="timetracking.employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "hourly rate",
                "verbose_name_plural": "hourly rates",
                "db_table": "rates",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("employee", "starts_on"), name="rates_one_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="rates_not_negative"
                    ),
                ],
            },
        ),
    ]
