"""Names of companies, people and places: how they are stored and sorted, and what is none."""

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    CharField = models.CharField[str, str]
else:
    CharField = models.CharField

_MARKS = "[\u0300-\u036f]"
# Letters that Unicode does not take apart into a letter and a mark, and where they are sorted.
_LIKE = ("øłđðþıßæœ", "olddtisao")
# Letters and symbols by their category, but nothing is seen of them.
_FILLERS = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")


def tidy_name(name: str) -> str:
    """Return the form in which a name is stored and compared, in one line.

    What looks the same is the same: composed characters (NFC), single spaces, and nothing that is
    invisible. Names appear in mails, where a second line would read like our own text.
    """
    name = _FILLERS.sub(" ", unicodedata.normalize("NFC", name))
    # Line breaks are control characters and white space: they part words.
    name = " ".join(name.split())
    return "".join(
        letter for at, letter in enumerate(name) if _is_visible(letter) or _joins(name, at)
    ).strip()


def alphabetical(field: str) -> Func:
    """Return an expression by which `order_by` sorts a name by the alphabet, ignoring case.

    Not by code point: Álvaro stands before Ben, and Zoe at the end. Not by a collation either,
    because not every PostgreSQL has one for that: the embedded one is built without ICU.
    """
    parts = Func(F(field), template="normalize(%(expressions)s, NFKD)")
    letters = Func(parts, Value(_MARKS), Value(""), Value("g"), function="regexp_replace")
    likes = [Value(letters) for letters in _LIKE]
    return Func(Lower(letters), *likes, function="translate", output_field=models.TextField())


def sort_key(name: str) -> tuple[str, str]:
    """Return the key by which Python sorts names as `alphabetical` does in queries."""
    letters = re.sub(_MARKS, "", unicodedata.normalize("NFKD", name)).lower()
    return letters.translate(str.maketrans(*_LIKE)), name


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cn", "Cs"}


def _joins(name: str, at: int) -> bool:
    """Return whether a joiner stands in a script that needs it, as Persian or Sinhala."""
    around = name[at - 1 : at] + name[at + 1 : at + 2]
    is_joiner = name[at] in "\u200c\u200d"
    return (
        is_joiner
        and len(around) == 2
        and all(unicodedata.category(c) in {"Lo", "Mn", "Mc"} for c in around)
    )


def validate_name(name: str) -> None:
    """Refuse a name of which nothing can be read."""
    if not any(character.isalnum() for character in tidy_name(name)):
        raise ValidationError(_("Enter a name with at least one letter or digit."), code="invalid")


class NameFormField(forms.CharField):
    """A name in a form, tidied before its length is checked."""

    default_validators = [validate_name]

    def to_python(self, value: object) -> str:
        """Tidy the name."""
        return tidy_name(str(super().to_python(value) or ""))


class NameField(CharField):
    """A name, tidied in forms and on save; migrations see a CharField."""

    default_validators = [validate_name]

    def to_python(self, value: object) -> str | None:
        """Tidy a value from a form or of `full_clean`."""
        text = super().to_python(value)
        return None if text is None else tidy_name(text)

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        """Tidy the value on the instance too, so that it equals the row."""
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        """Return a form field that tidies too."""
        return super().formfield(*args, **{"form_class": NameFormField, **kwargs})

    def deconstruct(self) -> Any:
        """Return a CharField: the difference is not the database's."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
