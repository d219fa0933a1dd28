"""The kinds of break that a company begins with, and its language."""

import pytest
from django.utils import translation
from django.utils.translation import gettext

from timetracking.base.authors import Author
from timetracking.company import break_kinds, settings
from timetracking.company.first_kinds import first_kinds
from timetracking.models import AuditLine, BreakKind, CompanySettings, Employee


@pytest.fixture
def kind(company: CompanySettings) -> BreakKind:
    """Return the kind of break with which the company began in English."""
    BreakKind.objects.all().delete()
    (kind,) = first_kinds("en")
    kind.save()
    return kind


def choose(language: str, by: Employee) -> None:
    company = CompanySettings.objects.select_related("rules").get()
    company.language = language
    settings.save(company, by=Author(by))


def german() -> str:
    with translation.override("de"):
        return gettext("Break")


def test_it_follows_the_language_of_the_company(kind: BreakKind, owner: Employee) -> None:
    choose("de", owner)
    kind.refresh_from_db()
    assert kind.name == german() != "Break"
    line = AuditLine.objects.filter(subject="breakkind").latest("number")
    assert (line.actor, line.after) == (owner, {**(line.before or {}), "name": german()})
    choose("en", owner)
    kind.refresh_from_db()
    assert kind.name == "Break"


def test_a_renamed_one_keeps_its_name(kind: BreakKind, owner: Employee) -> None:
    kind.name = "Lunch"
    break_kinds.save(kind, by=Author(owner))
    choose("de", owner)
    kind.refresh_from_db()
    assert (kind.name, kind.standard) == ("Lunch", "")


def test_one_that_is_only_paid_now_still_follows(kind: BreakKind, owner: Employee) -> None:
    kind.is_paid = True
    break_kinds.save(kind, by=Author(owner))
    choose("de", owner)
    kind.refresh_from_db()
    assert (kind.name, kind.is_paid) == (german(), True)


def test_a_kind_of_the_company_s_own_does_not_follow(kind: BreakKind, owner: Employee) -> None:
    kind.delete()
    own = BreakKind.objects.create(name="Break")
    choose("de", owner)
    own.refresh_from_db()
    assert own.name == "Break"


def test_it_keeps_its_name_where_another_kind_has_the_new_one(
    kind: BreakKind, owner: Employee
) -> None:
    BreakKind.objects.create(name=german().upper())
    choose("de", owner)
    kind.refresh_from_db()
    assert kind.name == "Break"
