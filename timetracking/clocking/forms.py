from django import forms
from django.utils.translation import gettext_lazy as _

from timetracking.models import NOTE_LENGTH
from timetracking.web.fields import IdField, NoteField


class PunchForm(forms.Form):
    """A punch: a location, a kind of break, a note, and the key that makes the form count once.

    `working` is the id of a long shift that the employee says is still going on.
    """

    key = forms.UUIDField()
    location = IdField(required=False)
    kind = IdField(required=False)
    working = IdField(required=False)
    notes = NoteField(
        required=False,
        max_length=NOTE_LENGTH,
        error_messages={
            "max_length": _(
                "The note is too long: it has %(show_value)d characters, and the limit is "
                "%(limit_value)d. Shorten it and try again."
            )
        },
    )

    @property
    def is_stale(self) -> bool:
        """Whether the form does not come from a current page of ours."""
        return "key" in self.errors
