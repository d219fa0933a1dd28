import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def visible_name(name: str) -> str:
    """Refuse a name that cannot be seen; make it one line, without what turns or colours it.

    It stands in mails, where a second line would read as a sentence of ours.
    """
    if not any(character.isalnum() for character in name):
        raise ValidationError(_("Write a name with at least one letter."))
    line = " ".join(name.split())
    return re.sub("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "", line)
