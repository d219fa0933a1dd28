"""The forms of corrections, as a browser sends them."""

from typing import Any

from tests.timetracking.conftest import Browse, shift_form
from timetracking.models import Correction, Employee, WorkLog


def decide(browse: Browse, who: Employee, correction: Correction, **data: Any) -> Any:
    form = {"verdict": "accept", "answer": "", "version": correction.base_version or ""}
    return browse(who).post(f"/corrections/{correction.pk}/decide/", form | data)


def ask(browse: Browse, ana: Employee, log: WorkLog, **changes: Any) -> Any:
    return browse(ana).post(f"/shifts/{log.pk}/correct/", shift_form(log, **changes))


def ask_missing(browse: Browse, ana: Employee, **changes: Any) -> Any:
    return browse(ana).post("/corrections/add/", shift_form(**changes))


def edit(browse: Browse, who: Employee, log: WorkLog, **changes: Any) -> Any:
    changes = {"check_out": "2026-11-17T18:00"} | changes
    return browse(who).post(f"/shifts/{log.pk}/edit/", shift_form(log, **changes))


def reply(browse: Browse, who: Employee, verdict: str, answer: str = "") -> Any:
    path = f"/corrections/{Correction.objects.latest('pk').pk}/reply/"
    return browse(who).post(path, {"verdict": verdict, "answer": answer})


def settle(browse: Browse, who: Employee, answer: str) -> Any:
    path = f"/corrections/{Correction.objects.earliest('pk').pk}/settle/"
    return browse(who).post(path, {"answer": answer})
