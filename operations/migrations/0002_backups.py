from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0001_audit_ends"),
    ]

    operations = [
        migrations.CreateModel(
            name="Backup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.CharField(max_length=40, verbose_name="company")),
                ("company", models.BigIntegerField(verbose_name="id")),
                ("place", models.CharField(max_length=1000, unique=True, verbose_name="place")),
                ("taken_at", models.DateTimeField(db_index=True, verbose_name="taken at")),
                ("run", models.BigIntegerField()),
                ("size", models.BigIntegerField(null=True)),
                ("sha256", models.CharField(default="", max_length=64, verbose_name="checksum")),
                ("verified_at", models.DateTimeField(null=True)),
                ("result", models.TextField(default="")),
                ("is_archive", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "backup",
                "verbose_name_plural": "backups",
                "db_table": "backups",
                "ordering": ["-taken_at", "-pk"],
                "indexes": [
                    models.Index(fields=["company", "-taken_at"], name="backups_of_company")
                ],
            },
        ),
    ]
