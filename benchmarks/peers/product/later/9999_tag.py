from pathlib import Path

from django.db import migrations as operations
from django.db import models

from timetracking import migrations

LAST = max(path.stem for path in Path(migrations.__path__[0]).glob("0*.py"))


class Migration(operations.Migration):
    dependencies = [("timetracking", LAST)]

    operations = [
        operations.AddField("worklog", "tag", models.CharField(default="", max_length=9)),
    ]
