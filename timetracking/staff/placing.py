"""Who is missing at every kiosk, because they belong to no open location."""

from collections.abc import Iterable

from timetracking.models import Employee


def unplaced(people: Iterable[Employee]) -> list[Employee]:
    """Return the active ones of people read `with_placement` whom no kiosk shows."""
    return [
        person
        for person in people
        if person.is_active and getattr(person, "is_placed", None) is False
    ]


def is_unplaced(employee: Employee) -> bool:
    """Return whether no kiosk shows an active employee, although there are locations."""
    return bool(unplaced(Employee.objects.filter(pk=employee.pk).with_placement()))
