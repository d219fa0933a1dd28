"""Adds up what a page prints, from its HTML alone, and says where it contradicts itself."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext

from timetracking.base.minutes import duration

_ROW = re.compile(r'<tr role="row">(.*?)</tr>', re.S)
_SLIP = re.compile(r'<li class="slip.*?(?=<li class="slip|</ol>)', re.S)
TIME = re.compile(r'<time datetime="([^"]+)">\s*(\S+?)\s*</time>')
_BREAKS = re.compile(r'<ul class="breaks".*?</ul>', re.S)
BREAK = re.compile(r"<li>.*?</li>", re.S)
_LENGTH = r"(?:(\d+) h (\d\d)|(\d+) min)"
_MINUTE = timedelta(minutes=1)
_IN = (
    "The total includes %(time)s of a shift that started the week before and "
    "continued into this week."
)
_OUT = "%(time)s of this week's last shift fall in the next week and count there."


@dataclass
class Page:
    """A page in the language that is active; `flaws` says what does not add up."""

    html: str
    now: datetime

    def flaws_of_timesheet(self) -> list[str]:
        """Return where hours, day totals and the week's total contradict the times."""
        flaws: list[str] = []
        week, day_sum, day_total = 0, 0, 0
        rows = [row for row in _ROW.findall(self.html) if "day__shift" in row]
        for row in [*rows, None]:
            total = row and cell(row, "day__total")
            if row is None or total:
                if day_sum != day_total:
                    flaws.append(f"a day of {day_sum} min is printed as {day_total}")
                week += day_sum
                day_sum, day_total = 0, minutes_in(total) if total else 0
            if row and TIME.search(row):
                flaws += self.flaws_of_shift(row, hours := minutes_in(cell(row, "day__hours")))
                day_sum += hours
        printed = minutes_in(re.findall(r"<tfoot.*?</tfoot>", self.html, re.S)[0].split("<td")[1])
        above = minutes_in(re.findall(r'class="sum__value".*?</strong>', self.html, re.S)[0])
        if above != printed:
            flaws.append(f"the week's total is printed as {above} and as {printed} min")
        expected = week + self._sentence(_IN) - self._sentence(_OUT)
        if printed != expected:
            flaws.append(f"a week of {expected} min is printed as {printed}")
        return flaws

    def flaws_of_clock(self) -> list[str]:
        """Return where the hours of today's list and their total contradict the times."""
        flaws: list[str] = []
        total = 0
        for slip in _SLIP.findall(self.html):
            hours = minutes_in(re.findall(r'class="slip__hours".*?</span>', slip, re.S)[0])
            flaws += self.flaws_of_shift(slip, hours)
            total += hours
        printed = minutes_in(
            re.findall(r"<dd.*?</dd>", self.html.split("clock-totals")[-1], re.S)[0]
        )
        if printed != total:
            flaws.append(f"a day of {total} min is printed as {printed}")
        return flaws

    def flaws_of_shift(self, html: str, hours: int) -> list[str]:
        breaks = "".join(_BREAKS.findall(html))
        times, flaws = TIME.findall(_BREAKS.sub("", html)), []
        flaws += [f"{shown} is not {moment}" for moment, shown in times if shown != moment[11:16]]
        start, end = self._span(times[:2])
        # An open shift counts for no more than a day, and is marked.
        counted = end - start if len(times) > 1 else min(end - start, 24 * 60)
        for item in BREAK.findall(breaks):
            if not (pause := TIME.findall(item)):
                counted -= minutes_in(item)
                continue
            first, last = self._span(pause)
            if len(pause) == 2 and last - first != minutes_in(item.rsplit("</time>", 1)[1]):
                flaws.append(f"a break of {last - first} min is printed otherwise: {item}")
            if f"({gettext('paid')})" not in item:
                counted -= last - first
        if max(counted, 0) != hours:
            flaws.append(f"{times[:2]}: {counted} min are printed as {hours}")
        return flaws

    def _span(self, times: list[tuple[str, str]]) -> tuple[int, int]:
        """Return a start and an end, in minutes since the epoch; without an end it is now."""
        ends = [*(datetime.fromisoformat(moment) for moment, _ in times), self.now]
        first, last = (int(moment.astimezone(UTC).timestamp()) // 60 for moment in ends[:2])
        return first, last

    def _sentence(self, message: str) -> int:
        pattern = re.escape(gettext(message)).replace(re.escape("%(time)s"), _LENGTH)
        text = " ".join(re.sub(r"<[^>]+>", " ", self.html).replace("&#x27;", "'").split())
        found = re.search(pattern, text)
        return minutes_in(found[0]) if found else 0


def cell(row: str, name: str) -> str:
    """Return the content of a row's first cell of this class, "" for none."""
    found = re.findall(rf'<td[^>]*class="{name}[^>]*>(.*?)</td>', row, re.S)
    return str(found[0]) if found else ""


def text_in(html: str) -> str:
    """Return the words of some HTML, with single spaces."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def signed_minutes_in(html: str) -> int:
    """Return the first duration of a text, less than 0 if a minus sign stands before it."""
    return -minutes_in(html) if text_in(html).startswith("\N{MINUS SIGN}") else minutes_in(html)


def minutes_in(html: str) -> int:
    """Return the first duration of a text, as `duration` prints it; 0 for none."""
    found = re.search(_LENGTH, text_in(html))
    if not found:
        return 0
    hours, minutes = (int(found[1]), int(found[2])) if found[1] else (0, int(found[3]))
    length = hours * 60 + minutes
    assert duration(length * _MINUTE) == found[0]
    return length
