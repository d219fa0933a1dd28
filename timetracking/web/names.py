import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def visible_name(name: str) -> str:
    """Return the name in one line, without control characters; refuse one with nothing visible.

    Names appear in mails, where a second line would read like our own text.
    """
    if not any(character.isalnum() for character in name):
        raise ValidationError(_("Write a name with at least one letter."))
    line = " ".join(name.split())
    return re.sub("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "", line)
