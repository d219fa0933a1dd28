import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def visible_name(name: str) -> str:
    """Refuse a name that cannot be seen; take out what turns the line around it."""
    if not any(character.isalnum() for character in name):
        raise ValidationError(_("Write a name with at least one letter."))
    return re.sub("[\u202a-\u202e\u2066-\u2069]", "", name)
