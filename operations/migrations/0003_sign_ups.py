from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0002_backups"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("facts", models.TextField()),
                ("invitation", models.CharField(blank=True, default="", max_length=32)),
                ("company", models.CharField(blank=True, default="", max_length=40)),
                ("keep_until", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "sign_ups",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("invitation", ""), _negated=True),
                            models.Q(("company", ""), _negated=True),
                        ),
                        fields=("invitation",),
                        name="sign_ups_invitation_once",
                    )
                ],
            },
        ),
    ]
