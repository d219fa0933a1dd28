from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0003_sign_ups"),
    ]

    operations = [
        migrations.CreateModel(
            name="UsageDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("company", models.BigIntegerField()),
                ("day", models.DateField()),
                ("measured_at", models.DateTimeField()),
                ("state", models.CharField(max_length=10)),
                ("bytes", models.BigIntegerField(default=0)),
                ("people", models.PositiveIntegerField(null=True)),
                ("active", models.PositiveIntegerField(null=True)),
                ("minutes", models.PositiveBigIntegerField(null=True)),
                ("last_tap", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "usage",
                "verbose_name_plural": "usage",
                "db_table": "usage",
                "constraints": [
                    models.UniqueConstraint(fields=("day", "company"), name="usage_day_of_company")
                ],
            },
        ),
    ]
