"""Who works at the two demo companies, and when."""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from timetracking.models import Role


@dataclass(frozen=True)
class Rota:
    """A weekly pattern: ISO weekdays, the start by the local clock, and hours worked.

    With `lunch_after` hours the shift is two logs, half an hour or so apart.
    """

    days: str
    start: time
    hours: float
    lunch_after: float = 0


@dataclass(frozen=True)
class Person:
    """An entry of the staff list; `mailbox` is the e-mail address's part before the @.

    A `visitor` is whom visitors of the demo sign in as: they want to find them clocked out.
    """

    name: str
    rota: Rota
    rate: str
    mailbox: str = ""
    role: Role = Role.MEMBER
    visitor: bool = False
    signs_in: bool = False
    invited: bool = False
    left: bool = False

    @property
    def hourly_rate(self) -> Decimal:
        """The rate as money."""
        return Decimal(self.rate)


OFFICE = Rota("12345", time(9, 0), 8, lunch_after=4.5)
EARLY = Rota("12345", time(7, 0), 8, lunch_after=5)
LATE = Rota("34567", time(14, 30), 8)
BREAKFAST = Rota("124567", time(6, 30), 4)
NIGHT = Rota("12367", time(22, 0), 8)
NIGHT_RELIEF = Rota("45", time(22, 0), 8)
WEEKEND = Rota("67", time(10, 0), 6)
OPENING = Rota("12345", time(6, 45), 7)
MORNING = Rota("13567", time(8, 0), 5)
MIDDAY = Rota("12456", time(11, 0), 6)
CLOSING = Rota("23467", time(15, 15), 6.5)


def accounts(owner: str, manager: str, staff: str, rota: Rota) -> list[Person]:
    """Return the three who sign in with the demo's password."""
    return [
        Person(owner, OFFICE, "32.00", "owner", Role.OWNER, visitor=True, signs_in=True),
        Person(manager, OFFICE, "22.50", "manager", Role.MANAGER, visitor=True, signs_in=True),
        Person(staff, rota, "13.20", "staff", visitor=True, signs_in=True),
    ]


HOTEL = [
    *accounts("Marta Ibáñez", "Javier Soler", "Lucía Romero", EARLY),
    Person("Tomás Vidal", NIGHT, "15.40", "tomas", signs_in=True),
    Person("Nadia Benali", NIGHT_RELIEF, "15.40", "nadia", invited=True),
    Person("Carmen Ortega", EARLY, "12.80", "carmen", signs_in=True),
    Person("Rosa Figueroa", BREAKFAST, "12.80"),
    Person("Ivan Petrov", LATE, "14.10", "ivan", signs_in=True),
    Person("Aitor Goñi", LATE, "17.75", "aitor"),
    Person("Sofía Lara", WEEKEND, "12.20"),
    Person("Daniel Osei", OFFICE, "16.00", "daniel", signs_in=True),
    Person("Grace Whitfield", EARLY, "12.60", "grace", signs_in=True, left=True),
]

CAFE = [
    *accounts("Beatriz Llorente", "Hugo Prat", "Noa Ferrer", MORNING),
    Person("Pau Esteve", OPENING, "12.90", "pau", signs_in=True),
    Person("Mireia Costa", OPENING, "12.90", "mireia"),
    Person("Yusuf Demir", MORNING, "12.40", "yusuf", signs_in=True),
    Person("Clara Bosch", MORNING, "12.40"),
    Person("Joana Riera", MIDDAY, "12.10", "joana", invited=True),
    Person("Luca Ferri", MIDDAY, "12.10", "luca", signs_in=True),
    Person("Aina Pons", CLOSING, "12.60", "aina", signs_in=True),
    Person("Marc Domènech", CLOSING, "12.60", "marc", signs_in=True),
    Person("Zofia Nowak", CLOSING, "12.60"),
    Person("Emma Lindqvist", WEEKEND, "11.90"),
    Person("Oriol Camps", WEEKEND, "11.90", "oriol"),
    Person("Priya Nair", OPENING, "14.30", "priya", signs_in=True),
    Person("Sam Okafor", MIDDAY, "11.90", "sam", signs_in=True, left=True),
]


def roster(domain: str) -> list[Person]:
    """Return the staff of the demo company that has this domain."""
    return CAFE if domain.startswith("corgicafe") else HOTEL
