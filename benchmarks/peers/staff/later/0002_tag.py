from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]

    operations = [
        migrations.AddField("worklog", "tag", models.CharField(default="", max_length=9)),
    ]
