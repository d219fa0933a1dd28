"""The nights on which the clocks change: 22:00 to 06:00 in Madrid is 7 hours, or 9."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage

from tests.timetracking.conftest import MADRID, Browse, punch, shift_form, text_of
from timetracking.base.local_time import resolve_local
from timetracking.models import CompanySettings, Employee, WorkLog

NIGHTS = [
    pytest.param(date(2026, 3, 28), 7, "2026-W13", "2026-W14", 2, id="spring"),
    pytest.param(date(2026, 10, 24), 9, "2026-W43", "2026-W44", 2, id="autumn"),
]


def at(day: date, hour: int) -> datetime:
    return resolve_local(datetime.combine(day, time(hour)), MADRID)


@pytest.mark.parametrize(("saturday", "hours", "week", "next_week", "before_midnight"), NIGHTS)
def test_a_night_shift_over_the_change_counts_what_passed(
    ana: Employee,
    browse: Browse,
    clock: time_machine.Traveller,
    saturday: date,
    hours: int,
    week: str,
    next_week: str,
    before_midnight: int,
) -> None:
    sunday = saturday + timedelta(days=1)
    client = browse(ana)
    clock.move_to(at(saturday, 22), tick=False)
    assert punch(client, "in").status_code == 303
    clock.move_to(at(sunday, 6), tick=False)
    running = client.get("/").context["panel"].today
    assert running.worked == timedelta(hours=hours)
    assert punch(client, "out").status_code == 303
    log = WorkLog.objects.get(employee=ana)
    assert log.duration(datetime.now(UTC)) == timedelta(hours=hours)
    page = client.get("/timesheet/", {"week": week})
    days = {day.date: day for day in page.context["sheet"].days}
    assert days[saturday].total == timedelta(hours=hours)
    assert days[sunday].logs == []
    assert page.context["sheet"].total == timedelta(hours=hours)
    said = text_of(page)
    assert f"{hours} h 00" in said
    assert "22:00" in said
    assert "06:00" in said
    clock.move_to(at(sunday + timedelta(days=1), 12), tick=False)
    assert client.get("/timesheet/", {"week": next_week}).context["sheet"].total == timedelta()


@pytest.mark.parametrize(("saturday", "hours", "week", "next_week", "before_midnight"), NIGHTS)
def test_a_week_that_ends_within_the_night_splits_it_by_what_passed(
    ana: Employee,
    company: CompanySettings,
    browse: Browse,
    clock: time_machine.Traveller,
    saturday: date,
    hours: int,
    week: str,
    next_week: str,
    before_midnight: int,
) -> None:
    company.week_starts_on = 7
    company.save()
    sunday = saturday + timedelta(days=1)
    WorkLog.objects.create(
        employee=ana,
        check_in=at(saturday, 22),
        check_out=at(sunday, 6),
        time_zone="Europe/Madrid",
    )
    clock.move_to(at(sunday, 12), tick=False)
    client = browse(ana)
    pages = [client.get("/timesheet/", {"week": week}), client.get("/timesheet/")]
    sheets = [page.context["sheet"] for page in pages]
    assert [sheet.total for sheet in sheets] == [
        timedelta(hours=before_midnight),
        timedelta(hours=hours - before_midnight),
    ]
    assert sheets[0].carried_out == sheets[1].carried_in == sheets[1].total
    assert client.get("/").context["panel"].today.week_total == sheets[1].total


@pytest.mark.parametrize(("saturday", "hours", "week", "next_week", "before_midnight"), NIGHTS)
def test_the_mail_about_it_says_so_in_the_company_s_language(
    ana: Employee,
    manager: Employee,
    company: CompanySettings,
    browse: Browse,
    clock: time_machine.Traveller,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
    saturday: date,
    hours: int,
    week: str,
    next_week: str,
    before_midnight: int,
) -> None:
    company.language = "es"
    company.save()
    sunday = saturday + timedelta(days=1)
    clock.move_to(at(sunday, 12), tick=False)
    night = shift_form(check_in=f"{saturday}T22:00", check_out=f"{sunday}T06:00")
    with django_capture_on_commit_callbacks(execute=True):
        path = f"/people/{ana.pk}/shifts/add/"
        assert browse(manager).post(path, night).status_code == 303
    (mail,) = mailoutbox
    month = {3: "mar", 10: "oct"}[saturday.month]
    began, ended = f"sáb {saturday.day} {month} 2026", f"dom {sunday.day} {month} 2026"
    assert mail.subject == "Se ha añadido un turno para ti"
    assert f"{began}, 22:00 a {ended}, 06:00" in mail.body
    assert f"Horas contadas: {hours} h 00" in mail.body
