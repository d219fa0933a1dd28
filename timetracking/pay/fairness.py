"""Minutes that people win and lose by rounding, by deductions and by what is paid late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from timetracking.base.periods import Period
from timetracking.models import CompanySettings, Employee
from timetracking.pay import rules
from timetracking.pay.computing import pay_of
from timetracking.pay.engine.book import first_day_needed
from timetracking.pay.engine.fairness import Effect, effects
from timetracking.pay.gathering import gather
from timetracking.pay.periods_of import of_engine
from timetracking.pay.reading import own_or_led

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Balance:
    """Minutes of a person, or of all: counted = clocked + rounded - deducted.

    `won` and `lost` are what rounding gave and took, shift by shift; `late` minutes are those of
    earlier periods that were approved after these were paid, less those that were taken back.
    """

    clocked: int = 0
    won: int = 0
    lost: int = 0
    deducted: int = 0
    late: int = 0

    @property
    def rounded(self) -> int:
        """What rounding gave in all; below zero if it took more."""
        return self.won - self.lost

    @property
    def counted(self) -> int:
        """The minutes that count."""
        return self.clocked + self.rounded - self.deducted

    def plus(self, other: "Balance") -> "Balance":
        """Return the sum of both."""
        return Balance(
            self.clocked + other.clocked,
            self.won + other.won,
            self.lost + other.lost,
            self.deducted + other.deducted,
            self.late + other.late,
        )


@dataclass(frozen=True)
class Row:
    """A person, and what they won and lost."""

    employee: Employee
    balance: Balance


@dataclass(frozen=True)
class Fairness:
    """All people whom the reader leads, and their sum."""

    period: Period
    rows: list[Row]
    total: Balance
    rounds: bool
    """Whether the rules of the period round at all."""


def fairness(
    actor: Employee, period: Period, *, company: CompanySettings, now: datetime
) -> Fairness:
    """Return what rounding, deductions and late approval did to the people whom `actor` leads.

    In a fixed number of queries. Who worked nothing and gets nothing late is left out.
    """
    people, days = own_or_led(actor), of_engine(period)
    ids = [one.pk for one in people]
    book = rules.book(company)
    # The shifts next to a person's own too, beyond which nothing is rounded.
    since = first_day_needed(days, book)
    gathered = gather(ids, period.first, period.last + _DAY, company=company, now=now, since=since)
    pays = pay_of(ids, days, company=company, now=now)
    rows = []
    for one in people:
        late = sum(line.minutes for line in pays[one.pk].lines if line.adjusts and line.is_time)
        balance = _balance(effects(gathered[one.pk].person, days, book), late)
        if balance != Balance():
            rows.append(Row(one, balance))
    total = Balance()
    for row in rows:
        total = total.plus(row.balance)
    rounds = any(
        kinds.rules.rounding_in.minutes or kinds.rules.rounding_out.minutes
        for kinds in book.all_kinds
    )
    return Fairness(period, rows, total, rounds)


def _balance(found: tuple[Effect, ...], late: int) -> Balance:
    return Balance(
        clocked=sum(one.clocked for one in found),
        won=sum(max(one.rounded, 0) for one in found),
        lost=sum(max(-one.rounded, 0) for one in found),
        deducted=sum(one.deducted for one in found),
        late=late,
    )
