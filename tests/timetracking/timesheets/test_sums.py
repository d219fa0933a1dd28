"""Random shifts in random zones, across changes of the clocks: every page adds up."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.timetracking.conftest import Browse
from tests.timetracking.timesheets.sums import Page
from timetracking.models import BreakKind, CompanySettings, Employee, WorkLog

ZONES = ["Europe/Madrid", "Atlantic/Canary", "Pacific/Auckland", "America/New_York"]
# The clocks change in Europe on 29 March and 25 October, elsewhere in the weeks around.
WEEKS = ["2026-W09", "2026-W10", "2026-W12", "2026-W13", "2026-W14", "2026-W43", "2026-W44"]


def second() -> timedelta:
    return timedelta(seconds=1)


def fill_week(week: str, employee: Employee, random: Random) -> None:
    """Record shifts one after the other, from two days before the week to two after it."""
    kind = BreakKind.objects.get()
    moment = datetime.fromisoformat(f"{week}-1").replace(tzinfo=ZoneInfo("UTC"))
    end = moment + timedelta(days=9)
    moment -= timedelta(days=2)
    while True:
        start = moment + random.randrange(1, 40_000) * second()
        moment = start + random.randrange(1, 50_000) * second()
        if moment > end:
            return
        log = WorkLog.objects.create(
            employee=employee,
            check_in=start,
            check_out=moment,
            time_zone=random.choice(ZONES),
            deducted=random.choice([0, 0, 900, 1800]),
        )
        cuts = sorted(random.sample(range(1, (moment - start) // second() + 2), 4))
        for first, last in (cuts[:2], cuts[2:]):
            if random.random() < 0.6 and start + last * second() <= moment:
                log.breaks.create(
                    kind=kind,
                    is_paid=random.random() < 0.3,
                    start=start + first * second(),
                    end=start + last * second(),
                )


@pytest.mark.parametrize("week", WEEKS)
def test_rows_equal_totals(
    week: str,
    ana: Employee,
    company: CompanySettings,
    browse: Browse,
    clock: time_machine.Traveller,
) -> None:
    random = Random(week)
    fill_week(week, ana, random)
    now = datetime.fromisoformat(f"{week}-7").replace(tzinfo=ZoneInfo("UTC"))
    clock.move_to(now + timedelta(days=20), tick=False)
    client, year, number = browse(ana), *map(int, week.split("-W"))
    for shown in (f"{year}-W{number + step:02}" for step in (-1, 0, 1)):
        for zone in ZONES[:2]:
            CompanySettings.objects.update(time_zone=zone)
            html = client.get(f"/timesheet/?week={shown}").content.decode()
            assert Page(html, now).flaws_of_timesheet() == []
