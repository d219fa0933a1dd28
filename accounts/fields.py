import unicodedata
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    EmailField = models.EmailField[str, str]
else:
    EmailField = models.EmailField


def normalise_email(email: str) -> str:
    """Return the one form in which an address is stored, looked up and compared."""
    return unicodedata.normalize("NFKC", email).strip().lower()


class NormalisedEmailField(EmailField):
    """An e-mail address that is normalised on every way in: forms, save, bulk writes, lookups."""

    def to_python(self, value: object) -> str | None:
        """Normalise what a form or a fixture brings."""
        return self._normalise(super().to_python(value))

    def get_prep_value(self, value: object) -> str | None:
        """Normalise what goes to the database, values to look for included."""
        return self._normalise(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        """Normalise the object in hand too, so that it equals its row."""
        value = self._normalise(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    @staticmethod
    def _normalise(value: object) -> str | None:
        return None if value is None else normalise_email(str(value))
