"""What is in the trail is registered by its own package, and nothing else can be."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests.timetracking.conftest import madrid
from timetracking.base.authors import Author
from timetracking.models import (
    AuditLine,
    BreakKind,
    CompanySettings,
    Employee,
    EmployeeLocation,
    Location,
    WorkLog,
)
from timetracking.trail import subjects
from timetracking.trail.errors import SubjectNameTaken, UnregisteredSubject
from timetracking.trail.history import history_of
from timetracking.trail.recording import record, recorded, version_of
from timetracking.trail.wording import Comparison

# Why a model needs no lines of its own.
KEPT_ELSEWHERE = {
    "AuditChain": "the end of the trail itself",
    "AuditLine": "the trail itself",
    "Break": "within its shift",
    "EmployeeLocation": "within the entry of its employee",
    "PayDay": "within the lock of its pay period",
    "PayLine": "within the lock of its pay period",
    "Rules": "within the settings of the company",
    "WorkDay": "within the lock of its pay period",
}


def test_every_model_is_in_the_trail_or_within_one_that_is() -> None:
    product = apps.get_app_config("timetracking").get_models()
    registered = {model.__name__: subjects.is_registered(model) for model in product}
    assert {name for name, known in registered.items() if not known} == KEPT_ELSEWHERE.keys()


def test_a_name_fits_into_a_line() -> None:
    longest = AuditLine._meta.get_field("subject").max_length
    assert longest == 100


@pytest.mark.parametrize("act", [version_of, subjects.subject_of])
def test_what_is_not_registered_is_refused_by_name(act: object) -> None:
    with pytest.raises(UnregisteredSubject, match=r"does not know timetracking\.EmployeeLocation"):
        act(EmployeeLocation())  # type: ignore[operator]


def test_a_line_of_what_is_not_registered_is_refused(company: CompanySettings) -> None:
    with pytest.raises(UnregisteredSubject):
        record(EmployeeLocation(pk=1), by=Author(), before=None, after={"employee": 1})
    with pytest.raises(UnregisteredSubject), recorded(EmployeeLocation(), by=Author()):
        raise AssertionError("the block begins")
    assert not AuditLine.objects.exists()


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(subjects, "_subjects", dict(subjects._subjects))
    with isolate_apps("timetracking"):
        yield


def test_two_models_of_one_name_cannot_both_be_in_the_trail(registry: None) -> None:
    class Location(models.Model):  # noqa: DJ008 - it is never shown
        class Meta:
            app_label = "rota"

    with pytest.raises(UnregisteredSubject, match=r"rota\.Location"):
        subjects.subject_of(Location)
    with pytest.raises(SubjectNameTaken, match=r"timetracking\.Location as \"location\""):
        subjects.register(Location, lambda row: {})


def test_a_name_may_be_long(registry: None, company: CompanySettings) -> None:
    class CertificateOfIncapacityForWork(models.Model):  # noqa: DJ008 - it is never shown
        class Meta:
            app_label = "timetracking"

    subjects.register(CertificateOfIncapacityForWork, lambda row: {"pk": row.pk})
    record(CertificateOfIncapacityForWork(pk=7), by=Author(), before=None, after={"pk": 7})
    assert AuditLine.objects.get().subject == "certificateofincapacityforwork"


def test_a_new_row_is_recorded_once_it_is_there(owner: Employee) -> None:
    kind = BreakKind(name="Siesta")
    with recorded(kind, by=Author(owner)):
        kind.save()
    line = AuditLine.objects.get()
    assert (line.subject_id, line.act, line.before) == (kind.pk, "created", None)
    assert line.after is not None
    assert line.after.items() >= {"name": "Siesta", "is_paid": False, "is_active": True}.items()


def test_a_row_that_is_gone_keeps_its_number(owner: Employee) -> None:
    kind = BreakKind.objects.create(name="Siesta")
    pk = kind.pk
    with recorded(kind, by=Author(owner), reason="nobody sleeps"):
        kind.delete()
    line = AuditLine.objects.get()
    assert (line.subject_id, line.act, line.after) == (pk, "removed", None)
    assert line.reason == "nobody sleeps"


def test_a_change_that_fails_leaves_no_line(owner: Employee) -> None:
    kind = BreakKind.objects.create(name="Siesta")
    with pytest.raises(ZeroDivisionError), recorded(kind, by=Author(owner)):
        kind.name = "Fiesta"
        raise ZeroDivisionError
    assert not AuditLine.objects.exists()


def test_a_line_says_whose_row_it_is(ana: Employee, owner: Employee) -> None:
    log = WorkLog.objects.create(employee=ana, check_in=madrid(18, 9), time_zone="Europe/Madrid")
    with recorded(log, by=Author(owner)):
        log.notes = "Rain"
        log.save()
    assert AuditLine.objects.get().employee == ana


def test_a_history_without_words_of_its_own_reads_by_the_fields(owner: Employee) -> None:
    bar = Location(name="Bar")
    with recorded(bar, by=Author(owner)):
        bar.save()
    with recorded(bar, by=Author(owner)):
        bar.name = "Café"
        bar.save()
    told = history_of(Location, bar.pk)
    assert [entry.act for entry in told.entries] == ["created", "changed"]
    assert told.entries[-1].changes == [Comparison("Name", "Bar", "Café")]
    assert (told.entries[-1].who, told.entries[-1].origin) == ("Olga", "website")
    assert (told.employee, told.is_removed) == (None, False)


def test_choices_read_as_people_see_them(owner: Employee, ana: Employee) -> None:
    with recorded(ana, by=Author(owner)):
        ana.role = "manager"
        ana.save()
    told = history_of(Employee, ana.pk)
    assert told.entries[0].changes == [Comparison("Role", "Staff", "Manager")]
    assert told.employee == ana
