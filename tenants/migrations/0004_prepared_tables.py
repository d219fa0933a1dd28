from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0003_schema_version_in_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="PreparedTables",
            fields=[
                ("fingerprint", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("recordings", models.TextField()),
                ("signature", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(auto_now=True)),
            ],
        ),
    ]
