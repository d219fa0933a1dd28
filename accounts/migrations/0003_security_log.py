import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_second_factors")]

    operations = [
        migrations.CreateModel(
            name="SecurityEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, editable=False, verbose_name="time")),
                ("event", models.CharField(editable=False, max_length=40)),
                (
                    "operator",
                    models.CharField(blank=True, default="", editable=False, max_length=254),
                ),
                ("detail", models.JSONField(default=dict, editable=False)),
                (
                    "address",
                    models.CharField(
                        blank=True,
                        default="",
                        editable=False,
                        max_length=45,
                        verbose_name="network address",
                    ),
                ),
                (
                    "browser",
                    models.CharField(
                        blank=True,
                        default="",
                        editable=False,
                        max_length=60,
                        verbose_name="browser",
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "security event",
                "verbose_name_plural": "security log",
                "db_table": "security_events",
            },
        ),
    ]
