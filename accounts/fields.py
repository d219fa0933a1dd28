import unicodedata
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    EmailField = models.EmailField[str, str]
else:
    EmailField = models.EmailField


def normalise_email(email: str) -> str:
    """Return the form in which an address is stored, looked up and compared."""
    return unicodedata.normalize("NFKC", email).strip().lower()


class NormalisedEmailField(EmailField):
    """An e-mail address, normalised in forms, on save, in bulk writes and in lookups."""

    def to_python(self, value: object) -> str | None:
        """Normalise a value from a form or a fixture."""
        return self._normalise(super().to_python(value))

    def get_prep_value(self, value: object) -> str | None:
        """Normalise a value for the database, including the values of lookups."""
        return self._normalise(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        """Normalise the value on the instance too, so that it equals the row."""
        value = self._normalise(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    @staticmethod
    def _normalise(value: object) -> str | None:
        return None if value is None else normalise_email(str(value))
