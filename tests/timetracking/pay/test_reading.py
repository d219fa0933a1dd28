"""The pages of pay lines: whom one may see, what each line says, the file, the fairness report."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.timetracking.conftest import NOW, Browse, MakeLog, asks, madrid, text_of
from tests.timetracking.pay.conftest import OCTOBER, Close
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.models import CompanySettings, Employee, Location, PayRules, WorkLog
from timetracking.pay import rules
from timetracking.pay.engine.rules import Rounding
from timetracking.pay.exporting import as_csv, plain
from timetracking.pay.fairness import fairness
from timetracking.pay.reading import overview, person_pay


@pytest.fixture
def rounded(spain: PayRules, owner: Employee) -> PayRules:
    own = replace(rules.rule_set(spain), rounding_in=Rounding(15, "up"))
    return rules.change(own, date(2026, 10, 1), by=Author(owner))


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_each_line_says_what_made_it(
    spain: PayRules, owner: Employee, ana: Employee, shifts: list[WorkLog], browse: Browse
) -> None:
    page = text_of(browse(owner).get(f"/pay/2026-11-01/{ana.pk}/"))
    assert "Sun 1 Nov 0:00\N{EN DASH}2:00: 2 h 00" in page
    assert "Night +25 %" in page
    assert "rule set ES 1" in page
    assert "ET art. 36.1, 36.2" in page
    assert "2 h 00 \N{MULTIPLICATION SIGN} €12.50 \N{MULTIPLICATION SIGN} 0.25 = €6.25" in page


@pytest.mark.parametrize("language", ["de", "es"])
def test_in_every_language(
    language: str,
    spain: PayRules,
    owner: Employee,
    ana: Employee,
    shifts: list[WorkLog],
    browse: Browse,
) -> None:
    Employee.objects.filter(pk=owner.pk).update(language=language)
    page = text_of(browse(owner).get(f"/pay/2026-11-01/{ana.pk}/"))
    assert "12,50 €" in page


def test_ones_own_lines_without_amounts_unless_the_company_shows_rates(
    spain: PayRules, euros: CompanySettings, ana: Employee, shifts: list[WorkLog], browse: Browse
) -> None:
    client, path = browse(ana), f"/pay/2026-10-01/{ana.pk}/"
    page = text_of(client.get(path))
    assert "Regular hours" in page
    assert "€" not in page
    CompanySettings.objects.update(members_see_rate=True)
    assert "€162.50" in text_of(client.get(path))
    answer = client.get("/pay/mine/")
    assert answer["Location"] == f"/pay/2026-11-01/{ana.pk}/"
    assert 'href="/pay/mine/"' in client.get("/timesheet/").content.decode()


def test_nobody_sees_the_pay_of_others(
    spain: PayRules,
    euros: CompanySettings,
    owner: Employee,
    manager: Employee,
    ana: Employee,
    browse: Browse,
) -> None:
    assert browse(ana).get(f"/pay/2026-10-01/{manager.pk}/").status_code == 404
    assert browse(manager).get(f"/pay/2026-10-01/{owner.pk}/").status_code == 403
    assert browse(manager).get(f"/pay/2026-10-01/{ana.pk}/").status_code == 200
    assert browse(owner).get("/pay/2026-10-02/1/").status_code == 404
    with pytest.raises(NotAllowed):
        person_pay(ana, owner, OCTOBER, company=euros, now=NOW)
    for path in ("/pay/2026-10-01/lines.csv", "/pay/2026-10-01/fairness/"):
        assert browse(ana).get(path).status_code == 403


def test_the_file_equals_the_page(
    spain: PayRules,
    euros: CompanySettings,
    owner: Employee,
    ana: Employee,
    shifts: list[WorkLog],
    browse: Browse,
) -> None:
    answer = browse(owner).get("/pay/2026-10-01/lines.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="pay-2026-10-01.csv"'
    rows = read(answer.content.decode())
    assert [(row["Name"], row["Code"], row["Minutes"], row["Amount"]) for row in rows] == [
        ("Ana", "regular", "780", "162.50"),
        ("Ana", "night-25", "120", "6.25"),
    ]
    assert {(row["Rate"], row["Currency"], row["Location"]) for row in rows} == {
        ("12.5", "EUR", "Bar")
    }
    page = text_of(browse(owner).get("/pay/2026-10-01/"))
    assert "€168.75" in page


def test_the_file_is_the_same_before_and_after_the_lock(
    spain: PayRules,
    owner: Employee,
    ana: Employee,
    shifts: list[WorkLog],
    close: Close,
    browse: Browse,
) -> None:
    client = browse(owner)
    before = client.get("/pay/2026-10-01/lines.csv").content
    close()
    assert client.get("/pay/2026-10-01/lines.csv").content == before


def test_formulas_are_neutralised(
    spain: PayRules,
    euros: CompanySettings,
    owner: Employee,
    ana: Employee,
    bar: Location,
    shifts: list[WorkLog],
) -> None:
    Location.objects.update(name="=1+1")
    Employee.objects.filter(pk=ana.pk).update(name="-Ana")
    rows = read(as_csv(overview(owner, OCTOBER, company=euros, now=NOW), "EUR"))
    assert {(row["Name"], row["Location"]) for row in rows} == {("-Ana", "'=1+1")}


def test_numbers_have_no_needless_zeros() -> None:
    assert [plain(Decimal(text)) for text in ("12.500000", "100", "0.250")] == [
        *("12.5", "100", "0.25")
    ]


def test_the_fairness_report_tells_who_wins_and_loses(
    rounded: PayRules,
    euros: CompanySettings,
    owner: Employee,
    ana: Employee,
    make_log: MakeLog,
    browse: Browse,
) -> None:
    make_log(ana, madrid(20, 9, 5, month=10), madrid(20, 17, month=10), deducted=1800)
    shown = fairness(owner, OCTOBER, company=euros, now=NOW)
    own = shown.rows[0].balance
    assert (own.clocked, own.won, own.lost, own.deducted, own.counted) == (475, 0, 10, 30, 435)
    assert (shown.total, shown.rounds) == (own, True)
    page = text_of(browse(owner).get("/pay/2026-10-01/fairness/"))
    assert "In all, rounding took \N{MINUS SIGN}10 min from your people." in page


def test_without_rounding_every_minute_counts(
    spain: PayRules, owner: Employee, shifts: list[WorkLog], browse: Browse
) -> None:
    page = text_of(browse(owner).get("/pay/2026-10-01/fairness/"))
    assert "Your rules do not round" in page
    assert "Nobody has hours" in text_of(browse(owner).get("/pay/2026-08-01/fairness/"))


def test_the_pages_take_no_more_queries_for_more_people(
    spain: PayRules,
    euros: CompanySettings,
    owner: Employee,
    ana: Employee,
    ben: Employee,
    shifts: list[WorkLog],
    make_log: MakeLog,
) -> None:
    with asks(11):  # people, nine of their pay, and the names of locations
        overview(owner, OCTOBER, company=euros, now=NOW)
    make_log(ben, madrid(21, 9, month=10), madrid(21, 17, month=10))
    with asks(11):
        overview(owner, OCTOBER, company=euros, now=NOW)
    with asks(18):
        fairness(owner, OCTOBER, company=euros, now=NOW)
