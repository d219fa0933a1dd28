from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("task", models.CharField(max_length=200)),
                ("arguments", models.JSONField(default=dict)),
                ("key", models.CharField(max_length=120, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("ready", "Ready"), ("done", "Done"), ("failed", "Failed")],
                        default="ready",
                        max_length=6,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("run_after", models.DateTimeField(null=True)),
                ("enqueued_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "db_table": "jobs",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "ready")),
                        fields=("key",),
                        name="jobs_unfinished_key",
                    )
                ],
            },
        ),
    ]
