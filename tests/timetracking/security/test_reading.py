"""The page on which owners read the security log."""

import pytest
from django.utils import translation

from accounts.models import SecurityEvent
from accounts.requests import Client
from accounts.security import log
from accounts.security.events import Event
from tests.timetracking.conftest import Browse, asks, text_of
from timetracking.base.authors import Author
from timetracking.base.security import note
from timetracking.models import CompanySettings, Employee
from timetracking.security.reading import PAGE, Kind, Page

PATH = "/settings/security/"


@pytest.mark.parametrize("role", ["manager", "ana"])
def test_it_is_for_owners(role: str, request: pytest.FixtureRequest, browse: Browse) -> None:
    assert browse(request.getfixturevalue(role)).get(PATH).status_code == 403


def test_it_says_who_did_what_from_where(owner: Employee, ana: Employee, browse: Browse) -> None:
    client = browse(owner)
    where = Client("203.0.113.7", "Firefox, Windows")
    log.record(
        Event.ROLE_CHANGED,
        client=where,
        actor=owner.user,
        user=ana.user,
        detail={"role": ["member", "manager"]},
    )
    text = text_of(client.get(PATH))
    assert "changed the role: Ana" in text
    assert "Role: Staff → changed to Manager" in text
    assert "Olga 203.0.113.7, Firefox, Windows" in text
    assert "Wed 18 Nov 2026, 13:00" in text


def test_it_names_the_operator_and_strangers(owner: Employee, browse: Browse) -> None:
    client = browse(owner)
    log.record(Event.COMPANY_CHANGED, operator="Olaf", detail={"name": ["Acme", "Acme Hotels"]})
    log.record(Event.SIGN_IN_FAILED, client=Client("203.0.113.7"))
    log.record(Event.ROLE_CHANGED)
    text = text_of(client.get(PATH))
    assert "Olaf, operator" in text
    assert "Name: Acme → changed to Acme Hotels" in text
    assert "someone not signed in 203.0.113.7" in text
    assert "a command on the server" in text


def test_it_escapes_what_people_wrote(owner: Employee, browse: Browse) -> None:
    client = browse(owner)
    log.record(Event.KIOSK_ADDED, detail={"kiosk": "<b>x</b>"})
    assert "<b>x</b>" not in client.get(PATH).content.decode()


def test_a_person_is_chosen_as_actor_or_as_the_one_concerned(
    owner: Employee, ana: Employee, ben: Employee, browse: Browse
) -> None:
    client = browse(owner)
    log.record(Event.SIGNED_OUT, actor=ana.user)
    log.record(Event.INVITED, actor=owner.user, user=ana.user)
    log.record(Event.DEACTIVATED, actor=owner.user)
    note(Event.PIN_SET, by=Author(owner), about=ben)
    found = Page.read(person=ana).lines
    assert [line.event.event for line in found] == ["invited", "signed_out"]
    assert [line.event.event for line in Page.read(person=ben).lines] == ["pin_set"]
    text = text_of(client.get(f"{PATH}?person={ana.pk}"))
    assert "deactivated" not in text


@pytest.mark.parametrize("kind", list(Kind))
def test_a_kind_is_chosen(kind: Kind, owner: Employee, browse: Browse) -> None:
    for event in Event:
        log.record(event)
    shown = {line.event.event for line in Page.read(kind=kind).lines}
    assert shown
    assert shown < set(Event.values)
    assert browse(owner).get(f"{PATH}?kind={kind}").status_code == 200


def test_every_event_is_of_a_kind(company: CompanySettings) -> None:
    for event in Event:
        log.record(event)
    shown = {line.event.event for kind in Kind for line in Page.read(kind=kind).lines}
    assert shown == set(Event.values)


@pytest.mark.parametrize(
    "query",
    [
        "person=x",
        "person=999999",
        "kind=x",
        "before=x",
        "before=-1",
        "before=1e9",
        f"before={2**63}",
        "before=%00",
        "person=%00",
        "kind=%00",
    ],
)
def test_nonsense_is_refused_with_the_page(query: str, owner: Employee, browse: Browse) -> None:
    assert browse(owner).get(f"{PATH}?{query}").status_code == 422


def test_it_is_read_page_by_page_without_gaps(owner: Employee, browse: Browse) -> None:
    client = browse(owner)
    for _number in range(2 * PAGE):
        log.record(Event.SIGNED_OUT, actor=owner.user)
    seen: list[int] = []
    before = None
    for _page in range(3):
        page = Page.read(before=before)
        seen += [line.event.pk for line in page.lines]
        before = page.next_before
    assert before is None
    stored = SecurityEvent.objects.order_by("-pk").values_list("pk", flat=True)
    assert seen == list(stored)
    assert "Older" in text_of(client.get(PATH))
    assert "Older" not in text_of(client.get(f"{PATH}?before={seen[PAGE]}&kind=people"))


def test_filters_stay_on_the_next_page(owner: Employee, browse: Browse) -> None:
    client = browse(owner)
    for _number in range(PAGE + 1):
        log.record(Event.INVITED, actor=owner.user)
    page = client.get(f"{PATH}?kind=people").content.decode()
    assert "?kind=people&amp;before=" in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("kind=kiosks", "No entries of this kind."),
        ("before=1", "No older entries."),
    ],
)
def test_an_empty_page_says_so(query: str, sentence: str, owner: Employee, browse: Browse) -> None:
    assert sentence in text_of(browse(owner).get(f"{PATH}?{query}"))


def test_it_asks_the_same_however_many_events_there_are(
    owner: Employee, ana: Employee, browse: Browse
) -> None:
    client = browse(owner)
    for _number in range(30):
        log.record(Event.INVITED, actor=owner.user, user=ana.user, detail={"role": ["", "owner"]})
    # Session, user, employee, company; the events, support access, the tab's number, the people to
    # choose from.
    with asks(10):
        client.get(PATH)


@pytest.mark.parametrize("language", ["de", "es"])
def test_every_event_has_a_name_in_every_language(language: str) -> None:
    english = [str(event.label) for event in Event]
    with translation.override(language):
        translated = [str(event.label) for event in Event]
    same = [one for one, other in zip(english, translated, strict=True) if one == other]
    assert not same
