"""A PIN is kept with who set it, and the trail has neither PIN nor hash."""

from tests.timetracking.conftest import asks
from timetracking.base.authors import Author, program
from timetracking.base.locks import lock_employee
from timetracking.models import AuditLine, Employee
from timetracking.staff.pin_records import write_pin


def write(employee: Employee, encoded: str, by: Author) -> Employee:
    write_pin(lock_employee(employee.pk), encoded, by=by)
    employee.refresh_from_db()
    return employee


def test_who_set_it_is_kept_with_it(ana: Employee, manager: Employee) -> None:
    assert write(ana, "hash", Author(manager)).pin_set_by == manager
    assert write(ana, "other", Author(ana)).pin_set_by == ana
    assert write(ana, "", Author(manager)).pin_set_by is None
    assert write(ana, "hash", program("test")).pin_set_by is None


def test_the_trail_has_only_that_it_changed(ana: Employee, manager: Employee) -> None:
    for encoded in ("hash", "other", ""):
        write(ana, encoded, Author(manager))
    lines = AuditLine.objects.filter(subject="employee", subject_id=ana.pk).order_by("number")
    after = [line.after or {} for line in lines]
    assert [(values["pin"], values["pin_set_by"]) for values in after] == [
        ("set", manager.pk),
        ("changed", manager.pk),
        ("none", None),
    ]
    assert not any("hash" in str(values) or "other" in str(values) for values in after)


def test_one_who_sets_their_own_is_told_nothing(ana: Employee) -> None:
    locked = lock_employee(ana.pk)
    with asks(6):  # two for the event of the security log
        write_pin(locked, "hash", by=Author(ana))
    assert locked.alerts == []
