from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timetracking", "0006_corrections")]

    operations = [
        migrations.AddField(
            model_name="companysettings",
            name="idle_minutes",
            field=models.PositiveIntegerField(
                choices=[
                    (30, "half an hour"),
                    (240, "4 hours"),
                    (1440, "a day"),
                    (10080, "a week"),
                    (20160, "two weeks"),
                    (43200, "30 days"),
                ],
                default=20160,
                verbose_name="sign out after",
            ),
        ),
        migrations.AddField(
            model_name="companysettings",
            name="requires_second_factor",
            field=models.BooleanField(
                default=False, verbose_name="managers and owners need a second factor"
            ),
        ),
        migrations.AddConstraint(
            model_name="companysettings",
            constraint=models.CheckConstraint(
                condition=models.Q(("idle_minutes__range", (30, 43_200))),
                name="company_settings_idle_minutes",
            ),
        ),
    ]
