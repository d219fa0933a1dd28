import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("timetracking", "0011_locks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=12,
                        validators=[
                            django.core.validators.MinValueValidator(
                                0, "Sales cannot be less than zero."
                            )
                        ],
                        verbose_name="sales",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sales",
                        to="timetracking.location",
                    ),
                ),
            ],
            options={
                "verbose_name": "sales of a day",
                "verbose_name_plural": "sales",
                "db_table": "sales",
                "constraints": [
                    models.UniqueConstraint(fields=("location", "day"), name="sales_one_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="sales_not_negative"
                    ),
                ],
            },
        ),
    ]
