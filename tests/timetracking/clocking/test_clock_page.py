from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from tests.timetracking.conftest import NOW, Browse, MakeLog, asks, madrid, punch, text_of
from timetracking.models import Employee, Punch, WorkLog

HTMX = {"HX-Request": "true"}


def test_clocking_in_answers_with_the_page_to_load(ana: Employee, browse: Browse) -> None:
    client = browse(ana)
    key = uuid4()
    response = punch(client, "in", notes="Keys at the desk", key=str(key))
    assert (response.status_code, response["Location"]) == (303, f"/?tap={key}")
    log = WorkLog.objects.get(employee=ana)
    assert (log.check_in, log.notes, log.time_zone) == (NOW, "Keys at the desk", "Europe/Madrid")
    assert "Clocked in at 13:00." in text_of(client.get("/"))


def test_clocking_out_answers_with_the_page_to_load(
    ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(18, 9))
    client = browse(ana)
    assert punch(client, "out").status_code == 303
    log.refresh_from_db()
    assert log.check_out == NOW
    assert "Clocked out at 13:00." in text_of(client.get("/"))


def test_a_note_goes_with_clocking_out(ana: Employee, browse: Browse, make_log: MakeLog) -> None:
    make_log(ana, madrid(18, 9), notes="in")
    punch(browse(ana), "out", notes="  out  ")
    assert WorkLog.objects.get(employee=ana).notes == "in\nout"


def test_clocking_in_twice_is_a_conflict(ana: Employee, browse: Browse, make_log: MakeLog) -> None:
    make_log(ana, madrid(18, 8, 58))
    response = punch(browse(ana), "in")
    assert response.status_code == 409
    assert response.context["panel"].refusal == "You already clocked in at 08:58."
    assert response.context["panel"].today.open_log
    assert "<html" in response.content.decode()


def test_clocking_out_when_out_is_a_conflict(ana: Employee, browse: Browse) -> None:
    response = punch(browse(ana), "out")
    assert response.status_code == 409
    assert response.context["panel"].refusal == "You are not clocked in."


def test_a_replayed_form_gets_the_first_answer(
    ana: Employee, browse: Browse, clock: time_machine.Traveller
) -> None:
    client, key = browse(ana), str(uuid4())
    assert punch(client, "in", key=key).status_code == 303
    clock.move_to(NOW + timedelta(minutes=5), tick=False)
    response = punch(client, "in", key=key)
    assert response.status_code == 303
    assert WorkLog.objects.get(employee=ana).check_in == NOW
    assert "Clocked in at 13:00." in text_of(client.get("/"))


def test_a_replayed_refusal_stays_one(ana: Employee, browse: Browse, make_log: MakeLog) -> None:
    client, key = browse(ana), str(uuid4())
    make_log(ana, madrid(18, 8, 58))
    punch(client, "in", key=key)
    punch(client, "out")
    response = punch(client, "in", key=key)
    assert response.status_code == 409
    assert response.context["panel"].refusal == "You already clocked in at 08:58."


def test_a_key_of_another_action_is_a_conflict(ana: Employee, browse: Browse) -> None:
    client, key = browse(ana), str(uuid4())
    punch(client, "in", key=key)
    response = punch(client, "out", key=key)
    assert response.status_code == 409
    assert "Please try again" in response.context["panel"].refusal
    assert WorkLog.objects.open().filter(employee=ana).exists()


def test_every_page_has_a_key_of_its_own(ana: Employee, browse: Browse) -> None:
    client = browse(ana)
    keys = {client.get("/").context["panel"].key for _ in range(3)}
    assert len(keys) == 3


@pytest.mark.parametrize("key", ["", "1234", "not-a-key", "\0", "é" * 50])
def test_a_form_without_a_proper_key_is_a_bad_request(
    ana: Employee, browse: Browse, key: str
) -> None:
    response = punch(browse(ana), "in", key=key, notes="kept")
    assert response.status_code == 400
    panel = response.context["panel"]
    assert "nothing was saved" in panel.refusal
    assert panel.notes == "kept"
    assert not WorkLog.objects.filter(employee=ana).exists()


def test_an_empty_form_is_a_bad_request(ana: Employee, browse: Browse) -> None:
    assert browse(ana).post("/clock/in/").status_code == 400


@pytest.mark.parametrize("action", ["in", "out"])
def test_a_note_too_long_is_handed_back(
    ana: Employee, browse: Browse, make_log: MakeLog, action: str
) -> None:
    if action == "out":
        make_log(ana, madrid(18, 9))
    response = punch(browse(ana), action, notes="x" * 501)
    assert response.status_code == 422
    panel = response.context["panel"]
    assert "501 characters, and the limit is 500" in panel.refusal
    assert panel.notes == "x" * 501
    assert "x" * 501 in response.content.decode()
    assert not Punch.objects.filter(employee=ana).exists()


def test_lines_of_a_note_count_as_browsers_count_them(ana: Employee, browse: Browse) -> None:
    note = "\r\n".join(["x" * 249, "y" * 250])
    assert punch(browse(ana), "in", notes=note).status_code == 303
    assert WorkLog.objects.get(employee=ana).notes == note.replace("\r", "")


def test_a_note_with_a_null_character_is_refused(ana: Employee, browse: Browse) -> None:
    assert punch(browse(ana), "in", notes="a\0b").status_code == 422


def test_a_note_is_shown_and_not_run(ana: Employee, browse: Browse) -> None:
    client = browse(ana)
    punch(client, "in", notes="<script>alert(1)</script>")
    assert b"<script>alert(1)" not in client.get("/").content


@pytest.mark.parametrize(("action", "status"), [("in", 200), ("out", 409)])
def test_htmx_gets_the_panel_alone(ana: Employee, browse: Browse, action: str, status: int) -> None:
    response = browse(ana).post(f"/clock/{action}/", {"key": str(uuid4())}, headers=HTMX)
    assert response.status_code == status
    names = [template.name for template in response.templates]
    assert "timetracking/clocking/_clock_panel.html" in names
    assert "timetracking/clocking/clock.html" not in names


def test_htmx_gets_the_panel_with_a_note_too_long(ana: Employee, browse: Browse) -> None:
    data = {"key": str(uuid4()), "notes": "x" * 501}
    response = browse(ana).post("/clock/in/", data, headers=HTMX)
    assert response.status_code == 422
    assert "timetracking/clocking/clock.html" not in [
        template.name for template in response.templates
    ]


@pytest.mark.parametrize(
    ("method", "path"), [("post", "/"), ("put", "/clock/in/"), ("delete", "/clock/out/")]
)
def test_other_methods_are_not_allowed(
    ana: Employee, browse: Browse, method: str, path: str
) -> None:
    response = getattr(browse(ana), method)(path)
    assert response.status_code == 405
    assert response["Allow"]
    assert "so nothing was changed" in text_of(response)


@pytest.mark.parametrize(
    ("path", "page"),
    [("/clock/in/", "/"), ("/clock/out/", "/"), ("/people/1/invite/", "/people/")],
)
def test_a_form_s_target_leads_a_reload_to_its_page(
    manager: Employee, browse: Browse, path: str, page: str
) -> None:
    assert browse(manager).get(path)["Location"] == page


def test_a_refused_punch_keeps_the_note(ana: Employee, browse: Browse) -> None:
    client = browse(ana)
    client.post("/clock/in/", {"key": str(uuid4()), "notes": ""})
    refused = client.post("/clock/in/", {"key": str(uuid4()), "notes": "Covered for Max"})
    assert refused.status_code == 409
    assert "Covered for Max" in refused.content.decode()


def test_clocking_needs_our_own_form(ana: Employee, browse: Browse) -> None:
    client = browse(ana)
    client.handler.enforce_csrf_checks = True
    assert punch(client, "in").status_code == 403
    assert not WorkLog.objects.filter(employee=ana).exists()


def test_a_session_of_acme_is_a_strangers_at_corgicafe(
    ana: Employee, browse: Browse, corgi_client: Client
) -> None:
    corgi_client.cookies = browse(ana).cookies
    response = punch(corgi_client, "in")  # type: ignore[arg-type]
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")


def test_the_page_asks_the_database_little(
    ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    for day in range(1, 18):
        make_log(ana, madrid(day, 9), madrid(day, 17))
    make_log(ana, madrid(18, 10))
    client = browse(ana)
    # session, user, employee, company, logs, breaks, kinds of break
    with asks(7):
        client.get("/")


def test_after_four_hours_it_asks_for_limits(
    ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(18, 8))
    client = browse(ana)
    with asks(8):
        client.get("/")


def test_clocking_in_asks_the_database_little(ana: Employee, browse: Browse) -> None:
    client = browse(ana)
    # Four to know who it is; the lock, the replay, the places, the day, the log, three for the
    # audit trail, the ledger.
    with asks(13):
        punch(client, "in")
    # The open log; the breaks before and after and once between; the rules.
    with asks(16):
        punch(client, "out")
