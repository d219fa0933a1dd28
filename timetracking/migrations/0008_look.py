import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timetracking", "0007_signing_in")]

    operations = [
        migrations.AlterModelOptions(
            name="companysettings",
            options={
                "base_manager_name": "objects",
                "verbose_name": "company settings",
                "verbose_name_plural": "company settings",
            },
        ),
        migrations.AddField(
            model_name="companysettings",
            name="accent",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                max_length=7,
                verbose_name="accent colour",
            ),
        ),
        migrations.AddField(
            model_name="companysettings",
            name="logo",
            field=models.BinaryField(default=b"", verbose_name="logo"),
        ),
        migrations.AddField(
            model_name="companysettings",
            name="logo_digest",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=64, verbose_name="logo"
            ),
        ),
        migrations.AddConstraint(
            model_name="companysettings",
            constraint=models.CheckConstraint(
                condition=models.Q(("accent__regex", "^(#[0-9a-f]{6})?$")),
                name="company_settings_accent",
            ),
        ),
        migrations.AddConstraint(
            model_name="companysettings",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length("logo"), 204800
                ),
                name="company_settings_logo",
            ),
        ),
    ]
