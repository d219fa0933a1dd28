"""Running a command and reading what it prints."""

import io

from django.core.management import call_command


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO(), no_color=True)
    return out.getvalue()
