from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0002_row_security"),
    ]

    operations = [
        migrations.AlterField(
            model_name="tenant",
            name="schema_version",
            field=models.TextField(default="", editable=False),
        ),
    ]
