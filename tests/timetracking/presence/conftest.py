"""Two locations, and what a board shows."""

from typing import Any

import pytest

from timetracking.models import Employee, Location
from timetracking.presence.board import Board, BoardSection


@pytest.fixture
def bar(ana: Employee) -> Location:
    """The location of Ana."""
    location = Location.objects.create(name="Bar")
    location.staff.add(ana)
    return location


@pytest.fixture
def cafe(ben: Employee) -> Location:
    """The location of Ben."""
    location = Location.objects.create(name="Café")
    location.staff.add(ben)
    return location


def board_of(response: Any) -> Board:
    found: Board = response.context["board"]
    return found


def names(place: BoardSection) -> list[str]:
    return [row.employee.name for row in place.present]
