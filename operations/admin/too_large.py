"""What takes longer than a page may is left to a command, which the page names."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = admin.ModelAdmin

LARGEST = 200_000_000
"""Of a company on disk, in bytes."""
LARGEST_BACKUP = LARGEST // 10
"""Of a backup, which is a fraction of what the tables take."""


def is_too_large(
    model_admin: _Admin, request: HttpRequest, what: object, size: int, most: int, command: str
) -> bool:
    """Return whether `size` is more than `most`, and say then which command does it."""
    if size <= most:
        return False
    sentence = _("%(name)s has %(size)s, which takes longer than a page may. Run: %(command)s") % {
        "name": what,
        "size": filesizeformat(size),
        "command": f"manage.py {command}",
    }
    model_admin.message_user(request, sentence, messages.WARNING)
    return True
