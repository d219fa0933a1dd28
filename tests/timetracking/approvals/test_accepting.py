"""Several things accepted at once: each by its own right and version, and nothing lost."""

from typing import Any

import pytest

from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, madrid, text_of
from tests.timetracking.corrections.conftest import Ask
from tests.timetracking.corrections.doubting import change_address
from tests.timetracking.places import place
from timetracking.approvals.forms import choices_of
from timetracking.models import Correction, CorrectionStatus, Employee, Punch, WorkLog


def accept(browse: Browse, who: Employee, *keys: str, **more: Any) -> Any:
    client = browse(who)
    answer = client.post("/approvals/accept/", {"chosen": list(keys)} | more)
    assert answer.status_code == 303
    return client.get(answer["Location"])


def keys(browse: Browse, who: Employee) -> list[str]:
    return [entry.key for entry in browse(who).get("/approvals/").context["inbox"].entries]


def status(correction: Correction) -> str:
    correction.refresh_from_db()
    return correction.status


@pytest.fixture
def tap(ana: Employee) -> Punch:
    return Punch.objects.create(
        employee=ana, key="0" * 32, action="in", refusal="Late", device_at=madrid(16, 8)
    )


def test_all_kinds_are_accepted_together(
    browse: Browse,
    manager: Employee,
    ana: Employee,
    shift: WorkLog,
    asked: Ask,
    make_log: MakeLog,
    tap: Punch,
) -> None:
    request = asked(shift)
    marked = make_log(ana, madrid(16, 9), madrid(16, 17), review="automatic")
    page = text_of(accept(browse, manager, *keys(browse, manager)))
    assert "3 accepted: Ana." in page
    assert status(request) == CorrectionStatus.ACCEPTED
    shift.refresh_from_db()
    assert shift.check_out == madrid(17, 18)
    marked.refresh_from_db()
    assert marked.review == ""
    tap.refresh_from_db()
    assert tap.settled_by == manager


def test_one_that_is_refused_undoes_nothing_of_the_others(
    browse: Browse,
    manager: Employee,
    ana: Employee,
    shift: WorkLog,
    asked: Ask,
    make_employee: MakeEmployee,
    make_log: MakeLog,
) -> None:
    good = asked(shift)
    bea = make_employee("Bea")
    stale = asked(make_log(bea, madrid(16, 9), madrid(16, 17)))
    seen = keys(browse, manager)
    WorkLog.objects.filter(employee=bea).update(version=7)
    page = text_of(accept(browse, manager, *seen))
    assert "1 accepted: Ana." in page
    assert "Bea:" in page
    assert status(good) == CorrectionStatus.ACCEPTED
    assert status(stale) == CorrectionStatus.PENDING
    assert WorkLog.objects.get(employee=bea).check_out == madrid(16, 17)


def test_one_button_accepts_one_whatever_is_ticked(
    browse: Browse, manager: Employee, ana: Employee, shift: WorkLog, asked: Ask, make_log: MakeLog
) -> None:
    first, second = asked(shift), asked(make_log(ana, madrid(16, 9), madrid(16, 17)))
    one, other = keys(browse, manager)
    accept(browse, manager, other, one=one)
    assert {status(first), status(second)} == {CorrectionStatus.ACCEPTED, CorrectionStatus.PENDING}


def test_nothing_ticked_says_so(browse: Browse, manager: Employee) -> None:
    assert "Tick first" in text_of(accept(browse, manager))


def test_accepting_twice_says_that_it_is_decided(
    browse: Browse, manager: Employee, shift: WorkLog, asked: Ask
) -> None:
    request = asked(shift)
    (key,) = keys(browse, manager)
    accept(browse, manager, key)
    page = text_of(accept(browse, manager, key))
    assert "Ana:" in page
    assert "0 accepted" not in page
    assert status(request) == CorrectionStatus.ACCEPTED


def test_nobody_accepts_their_own_or_what_is_for_others(
    browse: Browse,
    owner: Employee,
    manager: Employee,
    ana: Employee,
    shift: WorkLog,
    asked: Ask,
    make_log: MakeLog,
) -> None:
    change_address(ana, manager)
    doubted = asked(shift)
    own = asked(make_log(manager, madrid(16, 9), madrid(16, 17)))
    marked = make_log(ana, madrid(16, 9), madrid(16, 17), review="late", involved=[manager.pk])
    chosen = [f"request-{doubted.pk}-1", f"request-{own.pk}-1", f"review-{marked.pk}-1"]
    page = text_of(accept(browse, manager, *chosen))
    assert "accepted:" not in page
    assert status(doubted) == status(own) == CorrectionStatus.PENDING
    marked.refresh_from_db()
    assert marked.review == "late"


def test_a_limited_manager_accepts_nothing_of_people_they_do_not_see(
    browse: Browse, manager: Employee, shift: WorkLog, asked: Ask, tap: Punch
) -> None:
    request = asked(shift)
    place("Elsewhere", manager)
    Employee.objects.filter(pk=manager.pk).update(is_limited=True)
    page = text_of(accept(browse, manager, f"request-{request.pk}-1", f"tap-{tap.pk}-"))
    assert "can no longer be accepted" in page
    assert "Ana" not in page
    assert status(request) == CorrectionStatus.PENDING
    tap.refresh_from_db()
    assert tap.settled_at is None


def test_it_leads_back_to_the_list_of_the_location(browse: Browse, owner: Employee) -> None:
    bar = place("Bar")
    way = f"/approvals/?location={bar.pk}"
    answer = browse(owner).post("/approvals/accept/", {"back": way})
    assert answer["Location"] == way
    answer = browse(owner).post("/approvals/accept/", {"back": "https://evil.example/"})
    assert answer["Location"] == "/approvals/"


@pytest.mark.parametrize(
    "typed",
    ["", "request", "request-1", "request-x-1", "dispute-1-", "request-1-1-1", "tap-²-", "\x00"],
)
def test_what_names_nothing_has_no_effect(typed: str) -> None:
    assert choices_of([typed]) == []


def test_the_same_is_chosen_once_and_no_more_than_a_page_has() -> None:
    assert len(choices_of(["tap-1-", "tap-1-"])) == 1
    assert len(choices_of([f"tap-{number}-" for number in range(500)])) == 100
