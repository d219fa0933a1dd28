"""Says of each person of a list what will happen to them, or what is wrong with the line."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.fields import normalise_email
from accounts.names import sort_key, tidy_name
from timetracking.base.rights import assignable_locations, assignable_roles, can_reactivate
from timetracking.models import Employee, Location, Role
from timetracking.staff.bulk.columns import Line
from timetracking.staff.bulk.reading import MOST_PEOPLE
from timetracking.staff.bulk.values import amount_of, locations_of, role_of, says_nowhere
from timetracking.staff.errors import EmailOfFormer, EmailTaken
from timetracking.web.fields import AmountField

ASK, EVERYWHERE, NOWHERE = "", "all", "none"
"""Where those work whose line names no location; else it is the id of one."""


@dataclass
class Row:
    """A line with what it means; `problems` are by field, `notes` need nothing to be done."""

    line: Line
    entry: Employee = field(default_factory=Employee)
    rate: Decimal | None = None
    locations: list[Location] = field(default_factory=list)
    former: Employee | None = None
    problems: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    has_namesake: bool = False
    """Whether somebody of this name is on the staff list, who may be the same person."""

    @property
    def outcome(self) -> str:
        """What will happen: "out", "problem", "back" or "new"."""
        if self.line.choice == "out":
            return "out"
        if self.problems:
            return "problem"
        return "back" if self.former else "new"


def check(lines: Sequence[Line], *, actor: Employee, place: str = ASK) -> list[Row]:
    """Return what each line means for `actor`, in three queries whatever the number of lines.

    The rights and the constraints are judged again when the people are added.
    """
    return _Check(lines[:MOST_PEOPLE], actor, place).rows()


def names_known_to(actor: Employee) -> set[str]:
    """Return the names of the people on the staff list as they are compared."""
    known = Employee.objects.seen_by(actor).active().values_list("name", flat=True)
    return {sort_key(name)[0] for name in known}


class _Check:
    def __init__(self, lines: Sequence[Line], actor: Employee, place: str) -> None:
        self._lines, self._actor, self._place = lines, actor, place
        self._roles = assignable_roles(actor)
        self._offered = assignable_locations(actor)
        taken_in = [line for line in lines if line.choice != "out"]
        self._emails = Counter(normalise_email(line.email) for line in taken_in if line.email)
        self._names = Counter(sort_key(tidy_name(line.name))[0] for line in taken_in)
        holders = Employee.objects.filter(email__in=list(self._emails)).select_related("user")
        self._holders = {holder.email: holder for holder in holders}
        self._known = names_known_to(actor)

    def rows(self) -> list[Row]:
        return [self._row(line) for line in self._lines]

    def _row(self, line: Line) -> Row:
        row = Row(line)
        if line.choice == "out":
            row.entry.name = line.name
            return row
        row.entry.name = self._cleaned(row, "name", _FIELDS["name"], line.name) or ""
        email = normalise_email(line.email)
        row.entry.email = self._cleaned(row, "email", _FIELDS["email"], email) or ""
        row.rate = self._cleaned(row, "rate", _RATE, amount_of(line.rate))
        self._set_role(row)
        self._set_locations(row)
        self._look_for_others(row)
        return row

    def _cleaned(self, row: Row, name: str, form_field: forms.Field, typed: str) -> Any:
        """Return the value of a cell; None, and a problem of the row, if it is none."""
        try:
            if typed[:1] in {"=", "@", "+"} or (name != "rate" and typed[:1] == "-"):
                raise ValidationError(_("This is a formula, not a value. Enter its result."))
            return form_field.clean(typed)
        except ValidationError as error:
            row.problems[name] = " ".join(error.messages)
            return None

    def _set_role(self, row: Row) -> None:
        typed = row.line.role
        role = role_of(typed) if typed else Role.MEMBER
        if role is None:
            row.notes.append(
                _("“%(word)s” is not a role here. Using “%(role)s” instead.")
                % {"word": typed, "role": Role.MEMBER.label}
            )
        elif role not in self._roles:
            row.problems["role"] = _("Only an owner can add managers and owners.")
        row.entry.role = role or Role.MEMBER

    def _set_locations(self, row: Row) -> None:
        typed = row.line.location
        if not says_nowhere(typed):
            row.locations, unknown = locations_of(typed, self._offered)
            if unknown:
                row.problems["location"] = self._unknown(unknown)
        elif typed:
            self._place_at(row, NOWHERE)
        else:
            self._place_at(row, self._place)

    def _unknown(self, names: list[str]) -> str:
        if not self._offered:
            return _("There is no location yet. Add one first, or leave this empty.")
        return _("You cannot choose a location “%(name)s”. Choose from: %(offered)s.") % {
            "name": "”, “".join(names),
            "offered": ", ".join(location.name for location in self._offered),
        }

    def _place_at(self, row: Row, place: str) -> None:
        if place == NOWHERE and self._actor.is_limited:
            row.problems["location"] = _("Choose at least one of your locations.")
        elif place == EVERYWHERE or len(self._offered) == 1:
            row.locations = [] if place == NOWHERE else list(self._offered)
        elif place == NOWHERE:
            row.notes.append(_("Works at no location, so is not shown at any kiosk."))
        elif self._offered:
            row.locations = [one for one in self._offered if str(one.pk) == place]
            if not row.locations:
                row.problems["location"] = _(
                    "Where do they work? Choose a location here, or one for everyone above."
                )
        elif self._actor.is_limited:
            row.problems["location"] = _("Choose at least one of your locations.")

    def _look_for_others(self, row: Row) -> None:
        email, name = row.entry.email, sort_key(tidy_name(row.line.name))[0]
        if email and self._emails[email] > 1:
            row.problems["email"] = _("This address is in the list more than once.")
        elif email in self._holders:
            self._meet(row, self._holders[email])
        elif name in self._known and name:
            row.has_namesake = True
            row.notes.append(_("Someone with this name is already on the staff list."))
        elif name and self._names[name] > 1:
            row.notes.append(_("This name is in the list more than once."))

    def _meet(self, row: Row, holder: Employee) -> None:
        if holder.is_active or not can_reactivate(self._actor, holder):
            row.problems["email"] = str(EmailTaken())
            return
        row.former = holder
        if row.line.choice != "back":
            row.problems["email"] = str(EmailOfFormer(holder.name))
            return
        # They come back with their own entry, whatever else the line says.
        row.problems.clear()
        row.notes[:] = [
            _("%(name)s will come back with the details they had.") % {"name": holder.name}
        ]


_RATE = AmountField(max_digits=8, decimal_places=2, required=False)
# The fields of the form for one person.
_FIELDS = forms.fields_for_model(Employee, ["name", "email"])
