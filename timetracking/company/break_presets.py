"""The breaks that the law of a country requires, and what rules mean in an example."""

from dataclasses import dataclass
from datetime import timedelta

from babel import Locale
from django.utils.translation import get_language

from accounts.names import sort_key
from timetracking.models import Rules
from timetracking.shifts.break_rules import BreakRules, deduction

# The fields of each step: after how much work how much of a break is required.
STEPS = (
    ("break_after", "break_minutes"),
    ("long_break_after", "long_break_minutes"),
    ("longest_break_after", "longest_break_minutes"),
)
FIGURES = (*(name for step in STEPS for name in step), "shortest_break")


@dataclass(frozen=True)
class Preset:
    """Figures for adults, in minutes, and where the law says so.

    `steps` are like those of `Rules.break_steps`; a law with one step has a second one that
    requires no more.
    """

    code: str
    source: str
    steps: tuple[tuple[int, int], ...]
    shortest: int

    @property
    def figures(self) -> dict[str, int | None]:
        """The figures by field, None for those of a step that the law does not have."""
        figures: dict[str, int | None] = dict.fromkeys(FIGURES)
        for names, step in zip(STEPS, self.steps, strict=False):
            figures.update(zip(names, step, strict=True))
        return figures | {"shortest_break": self.shortest}

    @property
    def country(self) -> str:
        """The name of the country in the current language."""
        names = Locale.parse(get_language() or "en", sep="-").territories
        return str(names.get(self.code, self.code))


# By the ISO code of the country.
PRESETS = {
    "AT": Preset("AT", "AZG § 11", ((360, 30), (540, 30)), 10),
    "BE": Preset("BE", "Loi du 16 mars 1971, art. 38quater", ((360, 15), (540, 15)), 15),
    "CH": Preset("CH", "ArG Art. 15", ((330, 15), (420, 30), (540, 60)), 15),
    "DE": Preset("DE", "ArbZG § 4", ((360, 30), (540, 45)), 15),
    "ES": Preset("ES", "Estatuto de los Trabajadores, art. 34.4", ((360, 15), (540, 15)), 15),
    "FR": Preset("FR", "Code du travail, art. L3121-16", ((360, 20), (540, 20)), 20),
    "GB": Preset("GB", "Working Time Regulations 1998, reg. 12", ((360, 20), (540, 20)), 20),
    "IE": Preset("IE", "Organisation of Working Time Act 1997, s. 12", ((270, 15), (360, 30)), 15),
    "IT": Preset("IT", "D.Lgs. 66/2003, art. 8", ((360, 10), (540, 10)), 10),
    "NL": Preset("NL", "Arbeidstijdenwet, art. 5:4", ((330, 30), (600, 45)), 15),
    "PT": Preset("PT", "Código do Trabalho, art. 213.º", ((300, 60), (600, 60)), 60),
}


def offered(country: str) -> list[tuple[str, Preset]]:
    """Return the presets by the name of the country, that of the company first."""
    by_name = sorted(PRESETS.items(), key=lambda pair: sort_key(pair[1].country))
    return sorted(by_name, key=lambda pair: pair[0] != country)


@dataclass(frozen=True)
class Example:
    """A shift with a break that is too short, and what is deducted from it."""

    worked: timedelta
    taken: timedelta
    required: timedelta
    deducted: timedelta

    @property
    def counted(self) -> timedelta:
        """What counts in the end."""
        return self.worked - self.deducted


def example(rules: Rules) -> Example:
    """Work out an example: an hour over the threshold of the longest break, half of it taken.

    Whether the company deducts at all makes no difference, so that one sees what it would be.
    """
    # The first of the steps that require most: a later one may require no more.
    after, minutes = max(rules.break_steps, key=lambda step: step[1])
    required = timedelta(minutes=minutes)
    worked = timedelta(minutes=after + 60)
    taken = timedelta(minutes=required // timedelta(minutes=2))
    counts = taken >= timedelta(minutes=rules.shortest_break)
    deducted = deduction(worked, taken if counts else timedelta(), BreakRules.tiers_of(rules))
    return Example(worked, taken, required, deducted)
