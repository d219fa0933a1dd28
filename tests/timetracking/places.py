"""Places of work for the tests."""

from typing import Any

from timetracking.models import Employee, Location


def place(name: str, *staff: Employee, **fields: Any) -> Location:
    location = Location.objects.create(name=name, **fields)
    location.staff.add(*staff)
    return location
