"""Guessed PINs: of whom many wrong ones were typed, and the alert to the managers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from accounts import throttle
from accounts.exceptions import TooManyTries
from accounts.security.events import Event
from timetracking.base.authors import Author
from timetracking.base.security import note
from timetracking.kiosk import pins
from timetracking.models import CompanySettings, Employee, Kiosk
from timetracking.notices.mailing import Notice, notify

if TYPE_CHECKING:
    from accounts.requests import Site

# A wrong PIN at each of many names must not fill the managers' mailboxes.
ALERTS = throttle.Steps(((1, timedelta(hours=1)),))


@dataclass(frozen=True)
class Guessed:
    """An employee of whom so many wrong PINs were typed that their managers should know."""

    employee: Employee
    state: throttle.State


def guessed(actor: Employee, *, now: datetime) -> list[Guessed]:
    """Return the people whom `actor` leads and whose PIN is guessed, by name. Takes two queries."""
    staff = list(Employee.objects.led_by(actor).active().exclude(pin="").by_name())
    states = throttle.states_of([_for_weeks(person) for person in staff], now=now)
    return [
        Guessed(person, state)
        for person, state in zip(staff, states, strict=True)
        if state.failures >= min(pins.ALARMING)
    ]


def pin_state(employee: Employee, *, now: datetime) -> throttle.State:
    """Return how many wrong PINs count for an employee, and until when their PIN is locked."""
    states = throttle.states_of(pins.person_keys(employee.pk), now=now)
    ends = [state.locked_until for state in states if state.locked_until]
    return throttle.State(max(state.failures for state in states), max(ends, default=None))


def warn(kiosk: Kiosk, employee_id: int, *, by: Author, now: datetime, site: "Site") -> None:
    """Mail those who lead the employee that somebody guesses PINs, at most once an hour and kiosk.

    Without anyone else who leads them, such as for the only owner, the mail goes to themselves.
    `by` is nobody, at the tablet's address: who guesses is not known.
    """
    employee = Employee.objects.active().filter(pk=employee_id).first()
    if employee is None:
        return
    try:
        throttle.begin([throttle.key("pin-alert", kiosk.pk, limit=ALERTS)], now=now).failed()
    except TooManyTries:
        return
    keys = [_for_weeks(employee), pins.kiosk_key(kiosk)]
    for_weeks, at_kiosk = throttle.states_of(keys, now=now)
    note(Event.PIN_GUESSED, by=by, about=employee, detail={"kiosk": kiosk.name})
    path = reverse("employee-pin", args=[employee.pk], urlconf=settings.ROOT_URLCONF)
    is_one_person = for_weeks.failures in pins.ALARMING
    context = {
        "person": employee.name,
        "tablet": kiosk.name,
        "place": kiosk.location.name,
        "is_one_person": is_one_person,
        "number": (for_weeks if is_one_person else at_kiosk).failures,
        "link": site.base_url + path,
    }
    company = CompanySettings.objects.get()
    for person in list(Employee.objects.deciders_for(employee)) or [employee]:
        notify(person, Notice.PINS, context, company=company, site=site)


def _for_weeks(employee: Employee) -> throttle.Key:
    return pins.person_keys(employee.pk)[1]
