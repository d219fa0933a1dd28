"""Where code and its tests stand: short files, and a test file for each service."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = (
    *("accounts", "benchmarks", "config", "jobs", "operations", "places", "presets", "tenants"),
    *("tests", "timetracking"),
)
MOST_LINES = 300

# Packages of the product without services, and what a package has besides its services.
NO_SERVICES = {"migrations", "models", "templatetags", "web"}
OTHER_MODULES = {"__init__", "errors", "forms", "views", "urls", "guards", "requests", "subjects"}
# Small parts that are tested through the service that uses them.
TESTED_THROUGH = {
    "base/authors": "trail/test_recording",
    "base/locks": "clocking/test_races",
    "base/doubts": "corrections/test_doubted_replies",
    "base/security": "security/test_reading",
    "base/versions": "web/test_stale_entries",
    "base/months": "kiosk/test_hours",
    "calendars/days": "calendars/test_holidays",
    "calendars/preview": "calendars/test_pages",
    "contracts/days": "contracts/test_agreeing",
    "contracts/history": "contracts/test_pages",
    "contracts/stretches": "contracts/test_effects",
    "contracts/undoing": "contracts/test_pages",
    "clocking/answer_form": "clocking/test_stated_ends",
    "clocking/late": "kiosk/test_late_taps",
    "clocking/orders": "kiosk/test_tapping",
    "clocking/wording": "clocking/test_phone",
    "kiosk/confirming": "kiosk/test_tapping",
    "pay/explaining": "pay/test_reading",
    "pay/exporting": "pay/test_reading",
    "pay/gathering": "pay/test_computing",
    "pay/locked_days": "pay/test_closing",
    "pay/periods_of": "pay/test_computing",
    "pay/results": "pay/test_computing",
    "pay/statements": "pay/test_bank_entries",
    "pay/storing": "pay/test_closing",
    "timesheets/columns": "timesheets/test_html",
    "timesheets/marks": "timesheets/test_grid",
    "timesheets/offers": "timesheets/test_showing",
    "timesheets/own_hours": "kiosk/test_hours",
    "timesheets/reading": "timesheets/test_grid",
    "reports/dimensions": "reports/test_report",
    "reports/measures": "reports/test_report",
    "reports/notes": "reports/test_report_page",
    "reports/spans": "reports/test_counting",
    "reports/steps": "reports/test_cost",
    "reports/sums": "reports/test_cost",
    "reports/writing": "reports/test_tables",
    "staff/entries": "staff/test_employees",
    "shifts/breaks": "clocking/test_breaks",
    "shifts/days": "periods/test_locked_hours",
    "periods/marks": "periods/test_approving",
    "periods/problems": "periods/test_approving",
    "periods/listing": "periods/test_pages",
    "periods/overview": "periods/test_pages",
    "periods/own_period": "periods/test_pages",
    "shifts/display": "timesheets/test_sheets",
    "shifts/locations": "clocking/test_locations",
    "shifts/proposals": "corrections/test_asking",
    "shifts/running": "clocking/test_forgotten",
    "shifts/snapshots": "trail/test_recording",
    "shifts/wording": "corrections/test_shift_page",
    "shifts/writing": "corrections/test_editing",
    "trail/flaws": "trail/test_verifying",
    "trail/history": "trail/test_subjects",
    "trail/records": "trail/test_comparing",
    "trail/snapshots": "trail/test_recording",
    "trail/wording": "trail/test_subjects",
}


def test_no_file_is_too_long() -> None:
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text().splitlines())
        for package in PACKAGES
        for file in (ROOT / package).rglob("*.py")
        if not any(part.startswith(".") for part in file.relative_to(ROOT).parts)
    }
    assert {file: lines for file, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_test_imports_from_another() -> None:
    wrong = {
        str(file.relative_to(ROOT)): names
        for file in (ROOT / "tests").rglob("*.py")
        if (names := sorted(imported_tests(file.read_text())))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "line",
    [
        "from tests.timetracking.test_models import logs",
        "from tests.timetracking import test_models",
        "import tests.timetracking.test_models",
        "from .test_models import logs",
        "from . import test_models",
        "def late():\n    from tests.timetracking.test_models import logs",
    ],
)
def test_an_import_from_a_test_is_noticed(line: str) -> None:
    assert list(imported_tests(line))


def imported_tests(source: str) -> Iterator[str]:
    """Name the files of tests that are imported, however it is written."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            modules = [f"{node.module or ''}.{name.name}" for name in node.names]
            ours = bool(node.level) or modules[0].startswith("tests.")
        elif isinstance(node, ast.Import):
            modules = [name.name for name in node.names]
            ours = any(name.startswith("tests.") for name in modules)
        else:
            continue
        yield from (name for name in modules if ours and ".test_" in f".{name}")


def services() -> set[str]:
    """Name the services of the product, such as `clocking/punches`."""
    product = ROOT / "timetracking"
    return {
        f"{file.parent.name}/{file.stem}"
        for file in product.glob("*/*.py")
        if file.parent.name not in NO_SERVICES and file.stem not in OTHER_MODULES
    }


def has_test(service: str) -> bool:
    package, name = service.split("/")
    return (ROOT / "tests" / "timetracking" / package / f"test_{name}.py").exists()


def test_a_service_has_a_test_file_of_its_name() -> None:
    """Write one, or say in TESTED_THROUGH which test file covers the service."""
    assert {one for one in services() - set(TESTED_THROUGH) if not has_test(one)} == set()


def test_no_exception_outlives_its_reason() -> None:
    assert set(TESTED_THROUGH) <= services()
    assert {one for one in TESTED_THROUGH if has_test(one)} == set()
    assert all(
        (ROOT / "tests" / "timetracking" / f"{test}.py").exists()
        for test in TESTED_THROUGH.values()
    )
