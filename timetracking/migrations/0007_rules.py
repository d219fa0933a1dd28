import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timetracking", "0006_corrections")]

    operations = [
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
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(24),
                        ],
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
                        validators=[
                            django.core.validators.MinValueValidator(2),
                            django.core.validators.MaxValueValidator(48),
                        ],
                        verbose_name="end after",
                    ),
                ),
                (
                    "provisional_hours",
                    models.PositiveSmallIntegerField(
                        default=8,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(24),
                        ],
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
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1440),
                        ],
                        verbose_name="work over",
                    ),
                ),
                (
                    "break_minutes",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="requires a break of",
                    ),
                ),
                (
                    "long_break_after",
                    models.PositiveSmallIntegerField(
                        default=540,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1440),
                        ],
                        verbose_name="work over",
                    ),
                ),
                (
                    "long_break_minutes",
                    models.PositiveSmallIntegerField(
                        default=45,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="requires a break of",
                    ),
                ),
                (
                    "longest_break_after",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1440),
                        ],
                        verbose_name="work over",
                    ),
                ),
                (
                    "longest_break_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="requires a break of",
                    ),
                ),
                (
                    "shortest_break",
                    models.PositiveSmallIntegerField(
                        default=15,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="shortest break that counts",
                    ),
                ),
                (
                    "pay_schedule",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        db_default=[],
                        default=list,
                        editable=False,
                        size=None,
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
    ]
