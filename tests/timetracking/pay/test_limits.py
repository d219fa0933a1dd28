"""Warnings about rest, breaks and long hours: of a team, and at the clock before it happens."""

from datetime import date, timedelta

import pytest

from tests.timetracking.conftest import NOW, Browse, MakeLog, asks, madrid, text_of
from tests.timetracking.pay.conftest import NOVEMBER, OCTOBER
from timetracking.base.authors import Author
from timetracking.models import CompanySettings, Employee, PayRules, WorkLog
from timetracking.pay import rules
from timetracking.pay.limits import near_a_limit, warnings_for, warnings_of_team

TODAY = date(2026, 11, 18)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.fixture
def germany(euros: CompanySettings, owner: Employee) -> PayRules:
    return rules.adopt(rules.preset("DE"), date(2026, 9, 1), by=Author(owner))


def test_without_rules_there_is_one_query_and_no_warning(
    euros: CompanySettings, ana: Employee, shifts: list[WorkLog]
) -> None:
    with asks(1):
        assert warnings_for([ana.pk], OCTOBER, company=euros, now=NOW) == {}


def test_a_long_day_without_a_break_is_told_with_its_source(
    germany: PayRules, euros: CompanySettings, ana: Employee, make_log: MakeLog
) -> None:
    make_log(ana, madrid(20, 7, month=10), madrid(20, 18, month=10))
    with asks(8):
        found = warnings_for([ana.pk], OCTOBER, company=euros, now=NOW)[ana.pk]
    assert [(one.code, one.source) for one in found] == [
        ("long_day", "ArbZG § 3"),
        ("missing_break", "ArbZG § 4"),
    ]
    assert found[0].text == "11 h 00 on one day. The most allowed is 10 h 00."


def test_more_people_take_no_more_queries(
    germany: PayRules, euros: CompanySettings, ana: Employee, ben: Employee, make_log: MakeLog
) -> None:
    for one in (ana, ben):
        make_log(one, madrid(20, 7, month=10), madrid(20, 18, month=10))
    with asks(8):
        found = warnings_for([ana.pk, ben.pk], OCTOBER, company=euros, now=NOW)
    assert set(found) == {ana.pk, ben.pk}
    assert warnings_for([ana.pk], NOVEMBER, company=euros, now=NOW) == {}


def test_a_manager_is_told_of_whom_they_lead(
    germany: PayRules,
    euros: CompanySettings,
    owner: Employee,
    manager: Employee,
    ana: Employee,
    make_log: MakeLog,
) -> None:
    for one in (owner, manager, ana):
        make_log(one, madrid(20, 7, month=10), madrid(20, 18, month=10))
    told = warnings_of_team(manager, OCTOBER, company=euros, now=NOW, is_brief=False)
    assert [person for person, _warnings in told] == [ana]
    assert warnings_of_team(ana, OCTOBER, company=euros, now=NOW, is_brief=False) == []


def test_today_and_the_closing_page_show_them(
    germany: PayRules, owner: Employee, ana: Employee, make_log: MakeLog, browse: Browse
) -> None:
    make_log(ana, madrid(17, 7), madrid(17, 18))
    client = browse(owner)
    for path in ("/today/", "/pay/2026-11-01/"):
        page = text_of(client.get(path))
        assert "Rest, breaks and long hours" in page
        assert "Tue 17 Nov: 11 h 00 on one day." in page


@pytest.mark.parametrize(
    ("worked", "taken", "text"),
    [
        (3.9, 0, ""),
        (5.4, 0, ""),
        (5.5, 0, "More than 6 h 00 of work need a break of 30 min."),
        (6.5, 0.5, ""),
        (8.6, 0.5, "More than 9 h 00 of work need a break of 45 min."),
        (9.7, 1, "You have worked 9 h 42 today; 10 h 00 is the limit."),
    ],
)
def test_who_nears_a_limit_is_told_before_it_happens(
    worked: float, taken: float, text: str, germany: PayRules
) -> None:
    assert near_a_limit(hours(worked), hours(taken), TODAY) == text


def test_the_clock_page_asks_once_after_four_hours(
    germany: PayRules, ana: Employee, make_log: MakeLog, browse: Browse
) -> None:
    with asks(0):
        near_a_limit(hours(3.9), hours(0), TODAY)
    with asks(1):
        near_a_limit(hours(9), hours(1), TODAY)
    make_log(ana, madrid(18, 7, 15))
    assert "need a break of 30 min" in text_of(browse(ana).get("/"))


def test_nobody_is_told_without_rules_or_limits(owner: Employee, euros: CompanySettings) -> None:
    assert near_a_limit(hours(12), hours(0), TODAY) == ""
    rules.adopt(rules.preset("US"), date(2026, 9, 1), by=Author(owner))
    assert near_a_limit(hours(12), hours(0), TODAY) == ""
