"""What a new company sets up before its people can clock in, and what of it is done."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, F
from django.urls import reverse
from django.utils.translation import gettext as _

from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.rights import can_change_settings
from timetracking.models import (
    CompanySettings,
    Employee,
    Kiosk,
    Location,
    WorkLog,
)
from timetracking.trail.recording import recorded


@dataclass(frozen=True)
class Step:
    """One thing to set up, and the page for it."""

    title: str
    text: str
    address: str
    is_done: bool


@dataclass(frozen=True)
class FirstSteps:
    """The steps in order."""

    steps: list[Step]

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(step.is_done for step in self.steps)

    @property
    def next(self) -> Step | None:
        """The first one that is not done."""
        return next((step for step in self.steps if not step.is_done), None)


def first_steps(employee: Employee, company: CompanySettings) -> FirstSteps | None:
    """Return the steps for an owner, None for others, and once all are done or they are hidden.

    Takes one query.
    """
    if not (employee.is_owner and company.shows_first_steps):
        return None
    settings_page = reverse("settings")
    facts = _facts(employee)
    steps = FirstSteps(
        [
            Step(
                _("Country and time zone"),
                _("So that hours, days and amounts are right."),
                f"{settings_page}#section-place",
                bool(company.country and company.currency),
            ),
            Step(
                _("Location"),
                _("Where your people work. The first one can have the company's name."),
                reverse("locations" if facts["has_location"] else "location-add"),
                facts["has_location"],
            ),
            Step(
                _("Break rules"),
                _("Use those of your country, and save the settings."),
                f"{settings_page}#section-breaks",
                facts["has_saved"],
            ),
            Step(
                _("People"),
                _("Paste your list, or add them one by one."),
                reverse("people-add"),
                facts["has_people"],
            ),
            Step(
                _("PINs"),
                _("Print them for everyone, then cut them out and hand them round."),
                reverse("pin-sheet"),
                facts["has_pin"],
            ),
            Step(
                _("Tablet"),
                _("Pair a tablet by the door, where people clock in with their PIN."),
                reverse("kiosks" if facts["has_kiosk"] else "kiosk-add"),
                facts["has_kiosk"],
            ),
            Step(
                _("Test"),
                _("Clock in once, at the tablet or here. You can undo it."),
                reverse("clock") + "#clock",
                facts["has_shift"],
            ),
        ]
    )
    return steps if steps.next else None


@transaction.atomic
def hide(*, by: Author) -> None:
    """Hide the first steps from all owners; the settings bring them back.

    Locks the row of the settings. Raises NotAllowed.
    """
    company = CompanySettings.objects.select_for_update(no_key=True).get()
    judge(by, can_change_settings)
    with recorded(company, by=by):
        company.shows_first_steps = False
        company.save(update_fields=["shows_first_steps"])


def _facts(employee: Employee) -> dict[str, bool]:
    """Return what is there already, in one query."""
    facts = {
        "has_saved": F("was_saved"),
        "has_location": Exists(Location.objects.open()),
        "has_people": Exists(Employee.objects.active().exclude(pk=employee.pk)),
        "has_pin": Exists(Employee.objects.active().exclude(pin="")),
        "has_kiosk": Exists(Kiosk.objects.in_use()),
        "has_shift": Exists(WorkLog.objects.all()),
    }
    values: dict[str, bool] = CompanySettings.objects.annotate(**facts).values(*facts).get()
    return values
