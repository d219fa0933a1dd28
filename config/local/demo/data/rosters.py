"""The staff of the two demo companies, their working hours and locations."""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from timetracking.models import Role


@dataclass(frozen=True)
class Rota:
    """A weekly pattern: ISO weekdays, the start in local time, and the hours of work.

    If `lunch_after` is set, a lunch break of about half an hour begins after that many hours.
    """

    days: str
    start: time
    hours: float
    lunch_after: float = 0


@dataclass(frozen=True)
class Place:
    """A location; without a time zone it has the company's."""

    name: str
    address: str
    time_zone: str = ""


@dataclass(frozen=True)
class Person:
    """An entry of the staff list; `mailbox` is the part of the e-mail address before the @.

    A `visitor` is an account for the demo's users, and not clocked in. `at` holds the indexes of
    the person's places in the company's list; a `limited` manager manages only the people of
    these. A person who `forgets` did not clock out of their last shift. Without a `language`
    somebody reads the company's.
    """

    name: str
    rota: Rota
    rate: str
    mailbox: str = ""
    at: tuple[int, ...] = (0,)
    limited: bool = False
    role: Role = Role.MEMBER
    visitor: bool = False
    signs_in: bool = False
    invited: bool = False
    left: bool = False
    forgets: bool = False
    language: str = ""

    @property
    def hourly_rate(self) -> Decimal:
        """The rate as a Decimal."""
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
    """Return the three people who sign in with the demo's password."""
    return [
        Person(owner, OFFICE, "32.00", "owner", role=Role.OWNER, visitor=True, signs_in=True),
        Person(manager, OFFICE, "22.50", "manager", role=Role.MANAGER, visitor=True, signs_in=True),
        Person(staff, rota, "13.20", "staff", visitor=True, signs_in=True),
    ]


HOTEL_PLACES = [
    Place("Hotel Mirador", "Calle del Pozo 12, Toledo"),
    Place("Hotel Las Olas", "Paseo del Faro 3, Maspalomas", "Atlantic/Canary"),
]

HOTEL = [
    *accounts("Marta Ibáñez", "Javier Soler", "Lucía Romero", EARLY),
    Person("Tomás Vidal", NIGHT, "15.40", "tomas", signs_in=True),
    Person("Nadia Benali", NIGHT_RELIEF, "15.40", "nadia", (0, 1), invited=True),
    Person("Carmen Ortega", EARLY, "12.80", "carmen", signs_in=True, language="es"),
    Person("Rosa Figueroa", BREAKFAST, "12.80", at=(1,)),
    Person("Ivan Petrov", LATE, "14.10", "ivan", (1,), signs_in=True, forgets=True),
    Person("Aitor Goñi", LATE, "17.75", "aitor", (1,), True, Role.MANAGER, signs_in=True),
    Person("Sofía Lara", WEEKEND, "12.20", at=(1,)),
    Person("Daniel Osei", OFFICE, "16.00", "daniel", (0, 1), signs_in=True),
    Person("Grace Whitfield", EARLY, "12.60", "grace", signs_in=True, left=True),
]

CAFE_PLACES = [
    Place("Kreuzberg", "Bergmannstraße 21, Berlin"),
    Place("Mitte", "Rosenthaler Straße 48, Berlin"),
    Place("Neukölln", "Weserstraße 77, Berlin"),
    Place("Prenzlauer Berg", "Kastanienallee 30, Berlin"),
    Place("Lake kiosk", "Strandbadweg 9, Berlin"),
]

CAFE = [
    *accounts("Beatriz Llorente", "Hugo Prat", "Noa Ferrer", MORNING),
    Person("Pau Esteve", OPENING, "12.90", "pau", signs_in=True, language="es"),
    Person("Mireia Costa", OPENING, "12.90", "mireia"),
    Person("Yusuf Demir", MORNING, "12.40", "yusuf", (1,), signs_in=True, language="de"),
    Person("Clara Bosch", MORNING, "12.40", at=(2,)),
    Person("Joana Riera", MIDDAY, "12.10", "joana", (0, 1), invited=True),
    Person("Luca Ferri", MIDDAY, "12.10", "luca", (2, 3), signs_in=True),
    Person("Aina Pons", CLOSING, "12.60", "aina", (1,), signs_in=True),
    Person("Marc Domènech", CLOSING, "12.60", "marc", (2,), signs_in=True, forgets=True),
    Person("Zofia Nowak", CLOSING, "12.60", at=(3,)),
    Person("Emma Lindqvist", WEEKEND, "11.90", at=(4,)),
    Person("Oriol Camps", WEEKEND, "11.90", "oriol", (3, 4)),
    Person("Priya Nair", OPENING, "14.30", "priya", (3, 4), True, Role.MANAGER, signs_in=True),
    Person("Sam Okafor", MIDDAY, "11.90", "sam", signs_in=True, left=True),
]


def roster(domain: str) -> tuple[list[Person], list[Place]]:
    """Return the staff and the places of the demo company with this domain."""
    return (CAFE, CAFE_PLACES) if domain.startswith("corgicafe") else (HOTEL, HOTEL_PLACES)
