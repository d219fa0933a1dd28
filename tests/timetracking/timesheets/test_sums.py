"""Random shifts in random zones, across changes of the clocks: every page adds up."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.timetracking.conftest import NOW, Browse, MakeLog, madrid
from tests.timetracking.corrections.sending import ask_missing
from tests.timetracking.timesheets.demo_sums import kiosk_hours
from tests.timetracking.timesheets.other_sums import (
    days_of_grid,
    days_of_timesheet,
    flaws_of_approvals,
    flaws_of_grid,
    flaws_of_kiosk,
    flaws_of_shift_page,
)
from tests.timetracking.timesheets.sums import Page
from timetracking.models import Break, BreakKind, CompanySettings, Employee, WorkLog

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
    manager: Employee,
    company: CompanySettings,
    browse: Browse,
    clock: time_machine.Traveller,
) -> None:
    random = Random(week)
    fill_week(week, ana, random)
    monday = datetime.fromisoformat(f"{week}-1").replace(tzinfo=ZoneInfo("UTC"))
    clock.move_to(monday + timedelta(days=26), tick=False)
    own, team = browse(ana), browse(manager)
    flaws = []
    for zone in ZONES[:2]:
        CompanySettings.objects.update(time_zone=zone)
        company.refresh_from_db()
        for first in (monday + timedelta(days=7 * step) for step in (-1, 0, 1)):
            sheet = own.get(f"/timesheet/?week={first:%G-W%V}").content.decode()
            last = first + timedelta(days=6)
            grid = team.get(f"/timesheets/?from={first:%F}&to={last:%F}").content.decode()
            flaws += Page(sheet, first).flaws_of_timesheet() + flaws_of_grid(grid)
            if days_of_grid(grid)[f"/people/{ana.pk}/"] != days_of_timesheet(sheet):
                flaws.append(f"the team's page and the timesheet of {first:%F} differ")
    assert flaws == []


@pytest.mark.parametrize("week", WEEKS)
def test_rows_equal_totals_in_the_middle_of_a_week(
    week: str,
    ana: Employee,
    company: CompanySettings,
    browse: Browse,
    clock: time_machine.Traveller,
) -> None:
    random = Random(week)
    fill_week(week, ana, random)
    now = datetime.fromisoformat(f"{week}-1").replace(tzinfo=ZoneInfo("UTC"))
    now += timedelta(minutes=random.randrange(7 * 24 * 60))
    take_back_to(now)
    clock.move_to(now, tick=False)
    flaws = []
    for zone in ZONES[:2]:
        CompanySettings.objects.update(time_zone=zone)
        company.refresh_from_db()
        flaws += flaws_of_kiosk(kiosk_hours(ana, company, now), now)
        flaws += Page(browse(ana).get("/timesheet/").content.decode(), now).flaws_of_timesheet()
        flaws += Page(browse(ana).get("/").content.decode(), now).flaws_of_clock()
    assert flaws == []


def take_back_to(now: datetime) -> None:
    """Leave what was recorded until `now`; what ended later is still running."""
    Break.objects.filter(start__gte=now).delete()
    Break.objects.filter(end__gt=now).update(end=None)
    WorkLog.objects.filter(check_in__gte=now).delete()
    WorkLog.objects.filter(check_out__gt=now).update(check_out=None, deducted=0)


@pytest.fixture
def printed(
    ana: Employee, manager: Employee, company: CompanySettings, browse: Browse, make_log: MakeLog
) -> dict[str, str]:
    """Return pages with hours, of a week with a break, a deduction and shifts over its edges."""
    kind = BreakKind.objects.get()
    make_log(ana, madrid(15, 22), madrid(16, 6))
    log = make_log(ana, madrid(17, 9, 5), madrid(17, 15, 37), deducted=1200, review="automatic")
    log.breaks.create(kind=kind, is_paid=False, start=madrid(17, 12, 2), end=madrid(17, 12, 33))
    make_log(ana, madrid(18, 8), madrid(18, 9, 30))
    times = {"check_in": "2026-11-16T09:00", "check_out": "2026-11-16T13:30"}
    assert ask_missing(browse, ana, **times).status_code == 303
    own, team = browse(ana), browse(manager)
    pages = {
        "timesheet": own.get("/timesheet/"),
        "clock": own.get("/"),
        "grid": team.get("/timesheets/"),
        "shift": team.get(f"/shifts/{log.pk}/"),
        "approvals": team.get("/approvals/"),
    }
    html = {name: page.content.decode() for name, page in pages.items()}
    return html | {"kiosk": kiosk_hours(ana, company, NOW)}


CHECKS: dict[str, Callable[[str], list[str]]] = {
    "timesheet": lambda html: Page(html, NOW).flaws_of_timesheet(),
    "clock": lambda html: Page(html, NOW).flaws_of_clock(),
    "grid": flaws_of_grid,
    "kiosk": lambda html: flaws_of_kiosk(html, NOW),
    "shift": flaws_of_shift_page,
    "approvals": flaws_of_approvals,
}
FIGURE = re.compile(r"\d+ h \d\d|\d+ min")
# What is beside the lists: the words of rules, the week on the clock page, the recorded versions.
ELSEWHERE = re.compile(
    r'<span class="muted">For .*?</span>|<dt>This week</dt>.*?</dd>|<section aria-labelledby='
    r'"history-title".*?</section>|[^>]*of the total are provisional',
    re.S,
)


@pytest.mark.parametrize("name", CHECKS)
def test_each_figure_that_is_wrong_is_found(name: str, printed: dict[str, str]) -> None:
    html = ELSEWHERE.sub("", printed[name])
    assert CHECKS[name](html) == []
    figures = list(FIGURE.finditer(html))
    assert figures
    unseen = []
    for figure in figures:
        wrong = f"{html[: figure.start()]}1 h 59{html[figure.end() :]}"
        if not CHECKS[name](wrong):
            unseen.append(html[figure.start() - 80 : figure.end()])
    assert unseen == []
