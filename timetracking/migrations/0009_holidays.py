import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timetracking", "0008_contracts")]

    operations = [
        migrations.CreateModel(
            name="Holiday",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("every_year", models.BooleanField(default=False, verbose_name="every year")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "portion",
                    models.CharField(
                        choices=[
                            ("whole", "Whole day"),
                            ("half", "Half day"),
                            ("none", "Working day"),
                        ],
                        default="whole",
                        max_length=5,
                        verbose_name="how much",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holidays",
                        to="timetracking.location",
                    ),
                ),
            ],
            options={
                "verbose_name": "holiday",
                "verbose_name_plural": "holidays",
                "db_table": "holidays",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("location", "day"), name="holidays_one_a_day", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("portion__in", ["whole", "half", "none"])),
                        name="holidays_portion",
                    ),
                ],
            },
        ),
    ]
