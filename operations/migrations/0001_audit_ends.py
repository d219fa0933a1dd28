from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    operations = [
        migrations.CreateModel(
            name="AuditEnd",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.CharField(max_length=40, unique=True)),
                ("company", models.BigIntegerField()),
                ("first_hash", models.CharField(max_length=64)),
                ("number", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("noted_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "noted end of an audit trail",
                "verbose_name_plural": "noted ends of audit trails",
                "db_table": "audit_ends",
            },
        ),
    ]
