"""Adds up what the other pages print, from their HTML alone: see `sums`."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from django.utils.translation import gettext

from tests.timetracking.timesheets.sums import (
    BREAK,
    TIME,
    Page,
    cell,
    minutes_in,
    signed_minutes_in,
    text_in,
)

_CELL = re.compile(r"<td.*?</td>", re.S)
_ROW = re.compile(r"<tr.*?</tr>", re.S)
_BODY = re.compile(r"<tbody.*?</tbody>", re.S)
_FOOT = re.compile(r"<tfoot.*?</tfoot>", re.S)
_SECTION = re.compile(r'<section class="mine".*?</section>', re.S)
_CLOCK = re.compile(r"\b(\d\d):(\d\d)\b")
_FACT = re.compile(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", re.S)
_DAY = 24 * 60


@dataclass
class Days:
    """A person's hours of each day of a week and their total, in minutes."""

    hours: list[int]
    total: int


def days_of_timesheet(html: str) -> Days:
    """Return what a timesheet prints as the total of each day and of the week."""
    bodies = [body for body in _BODY.findall(html) if "day__total" in body]
    foot = _FOOT.findall(html)[0]
    return Days([minutes_in(cell(body, "day__total")) for body in bodies], minutes_in(foot))


def days_of_grid(html: str) -> dict[str, Days]:
    """Return what the team's timesheets print for each person, by the person's address."""
    found: dict[str, Days] = {}
    for row in _ROW.findall(_BODY.findall(html)[0]):
        address = re.findall(r'href="(/people/\d+/)', row)[0]
        *days, total = [minutes_in(one) for one in _to_total(row)]
        found[address] = Days(days[:7], total)
    return found


def _to_total(row: str) -> list[str]:
    """Return the cells of a row up to its total; beside it stand target, balance and cost."""
    cells = _CELL.findall(row)
    end = next(number for number, one in enumerate(cells) if "grid__total" in one)
    return cells[: end + 1]


def flaws_of_grid(html: str) -> list[str]:
    """Return where the rows or the columns of the team's timesheets do not add up."""
    if not (bodies := _BODY.findall(html)):
        return []
    rows = [[signed_minutes_in(one) for one in _to_total(row)] for row in _ROW.findall(bodies[0])]
    foot = [signed_minutes_in(one) for one in _to_total(_FOOT.findall(html)[0])]
    flaws = [
        f"a row of {sum(cells)} min is printed as {total}"
        for *cells, total in [*rows, foot]
        if sum(cells) != total
    ]
    columns = zip_longest(*rows)
    return flaws + [
        f"a column of {sum(column)} min is printed as {total}"
        for column, total in zip(columns, foot, strict=True)
        if sum(column) != total
    ]


def flaws_of_kiosk(html: str, now: datetime) -> list[str]:
    """Return where a kiosk's lists of today, this week and this month contradict themselves."""
    flaws: list[str] = []
    for section in _SECTION.findall(html):
        total = 0
        for row in _ROW.findall("".join(_BODY.findall(section))):
            hours = signed_minutes_in(_CELL.findall(row)[-1])
            total += hours
            if "mine__shift" in row:
                flaws += Page(row, now).flaws_of_shift(
                    row.split('<span class="mine__shift">')[1], hours
                )
        for foot in _FOOT.findall(section):
            if minutes_in(foot) != total:
                flaws.append(f"a list of {total} min is printed as {minutes_in(foot)}")
    return flaws


def flaws_of_shift_page(html: str) -> list[str]:
    """Return where the hours that a shift's own page counts contradict its times and breaks."""
    facts = {text_in(name): value for name, value in _FACT.findall(html)}
    moments = [m for name in ("In", "Out") for m, _ in TIME.findall(facts.get(gettext(name), ""))]
    if len(moments) < 2:
        return []
    start, end = (datetime.fromisoformat(moment) for moment in moments)
    counted = (end.replace(second=0) - start.replace(second=0)) // timedelta(minutes=1)
    for item in BREAK.findall(facts.get(gettext("Breaks"), "")):
        if gettext("unpaid") in text_in(item):
            counted -= _between(item)
    counted -= minutes_in(facts.get(gettext("Deducted"), ""))
    printed = minutes_in(facts[gettext("Hours counted")])
    return [] if counted == printed else [f"{counted} min are printed as {printed}"]


def flaws_of_approvals(html: str) -> list[str]:
    """Return where a shift to decide on has other hours than its times less what is beside them."""
    flaws = []
    for entry in re.findall(r'<div class="approval__text">.*?</div>', html, re.S):
        lines = [text_in(line) for line in re.findall(r'approval__line">(.*?)</span>', entry, re.S)]
        shift = text_in(re.findall(r'approval__shift">(.*?)</span>', entry, re.S)[0])
        sums = re.findall(r'approval__sum">(.*?)</strong>', entry, re.S)
        if not sums or len(_CLOCK.findall(shift)) != 2:
            continue
        printed = signed_minutes_in(sums[0])
        changed = [line for line in lines if "→" in line]
        sides = [line.partition("→")[::2] for line in changed]
        if changed:
            counted = sum(
                _effect(line, new) - _effect(line, old)
                for line, (old, new) in zip(changed, sides, strict=True)
            )
        else:
            counted = _between(shift) + sum(_effect(line, line) for line in lines)
        if counted != printed:
            flaws.append(f"{shift}, {lines}: {counted} min are printed as {printed}")
    return flaws


def _effect(line: str, side: str) -> int:
    """Return how many minutes a side of a line adds to the hours; the line begins with its name."""
    if line.startswith(gettext("Deducted")):
        return -minutes_in(side)
    if line.startswith(gettext("Breaks")):
        parts = side.split(",")
        return -sum(_between(part) for part in parts if gettext("unpaid") in part)
    found = _CLOCK.findall(side)
    if not found or line.startswith(gettext("Note")):
        return 0
    minutes = int(found[-1][0]) * 60 + int(found[-1][1])
    return -minutes if line.startswith(gettext("In")) else minutes


def _between(text: str) -> int:
    """Return the minutes between two times of day; the second may be after midnight."""
    (hour, minute), (to_hour, to_minute) = _CLOCK.findall(text)[:2]
    return (int(to_hour) * 60 + int(to_minute) - int(hour) * 60 - int(minute)) % _DAY
