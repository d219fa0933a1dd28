import pytest

from tests.timetracking.conftest import NOW, MakeLog
from tests.timetracking.shifts.writers import THE_WRITER, sources, writes
from timetracking.corrections import asking
from timetracking.models import Break, BreakKind, CompanySettings, Employee, WorkLog

WAYS = [
    "WorkLog.objects.create(employee=ana)",
    "WorkLog.objects.filter(pk=1).update(notes='')",
    "WorkLog.objects.using('owner').bulk_create(rows)",
    "WorkLog.objects.get_or_create(employee=ana)",
    "WorkLog.objects.for_employee(ana).open().delete()",
    "WorkLog(employee=ana).save()",
    "Break.objects.bulk_update(rows, ['end'])",
    "await Break.objects.acreate(start=now)",
    "log.breaks.filter(end=None).update(end=now)",
    "employee.work_logs.create(check_in=now)",
    "kind.breaks.all().delete()",
    "correction.work_log.save(update_fields=['notes'])",
    "def change(log: WorkLog):\n    log.save()",
    "def change(log: 'WorkLog | None'):\n    log.delete()",
    "def change(employee):\n    log = WorkLog.objects.get(employee=employee)\n    log.save()",
    "def change(logs: list[WorkLog]):\n    for log in logs:\n        log.save()",
    "def change(log):\n    rows = log.breaks.all()\n    for one in rows:\n        one.delete()",
    "def change(pk):\n    if log := WorkLog.objects.filter(pk=pk).first():\n        log.save()",
    "def change(pk):\n    first, *rest = WorkLog.objects.all()\n    first.save()",
]
OTHERS = [
    "correction.save()",
    "Employee.objects.update(pin='')",
    "def change(log: WorkLog):\n    employee = Employee()\n    employee.save()",
    "WorkLog.objects.filter(pk=1).exists()",
    "form = {'breaks': 2} | {}",
]


def lines_of(way: str) -> list[int]:
    return list(writes(way if "await" not in way else f"async def change():\n    {way}"))


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_write_hours_is_found(way: str) -> None:
    assert lines_of(way)


@pytest.mark.parametrize("way", OTHERS)
def test_what_writes_no_hours_is_not(way: str) -> None:
    assert not lines_of(way)


def test_only_shifts_writes_shifts_and_breaks() -> None:
    found = [
        f"{path}:{line}"
        for path, source in sources()
        if not path.startswith(THE_WRITER)
        for line in writes(source)
    ]
    assert found == []


def test_the_writer_itself_is_found() -> None:
    found = {path for path, source in sources() for _ in writes(source)}
    assert {f"{THE_WRITER}{name}.py" for name in ("writer", "breaks", "writing")} <= found


def as_another_module(line: str, **names: object) -> None:
    exec(compile(line, "elsewhere.py", "exec"), {"__name__": asking.__name__} | names)


@pytest.mark.parametrize(
    "line",
    [
        "log.save()",
        "log.delete()",
        "WorkLog.objects.update(notes='')",
        "WorkLog.objects.filter(pk=log.pk).delete()",
        "WorkLog.objects.bulk_update([log], ['notes'])",
        "WorkLog.objects.create(employee=log.employee, check_in=log.check_in, time_zone='UTC')",
        "Break.objects.bulk_create([])",
        "log.breaks.create(kind=kind, is_paid=False, start=log.check_in)",
        "log.breaks.all().update(end=None)",
        "log.breaks.get_or_create(kind=kind, defaults={'is_paid': True, 'start': log.check_in})",
    ],
)
def test_another_writer_is_caught_as_it_writes(
    company: CompanySettings, ana: Employee, make_log: MakeLog, line: str
) -> None:
    log, kind = make_log(ana, NOW), BreakKind.objects.get()
    with pytest.raises(AssertionError, match=r"written by timetracking\.corrections\.asking"):
        as_another_module(line, log=log, kind=kind, WorkLog=WorkLog, Break=Break)
