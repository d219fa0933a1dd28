from accounts.models import User
from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, madrid, text_of
from timetracking.models import Employee, Role


def test_the_list_tells_who_is_who(
    manager: Employee, ana: Employee, make_employee: MakeEmployee, browse: Browse, make_log: MakeLog
) -> None:
    make_employee("Ivy", user=User.objects.create_user("ivy@example.com"), signs_in=False)
    make_employee("Nik", signs_in=False)
    make_employee("Old", is_active=False)
    make_log(ana, madrid(18, 9))
    context = browse(manager).get("/people/").context
    rows = context["people"]
    assert [(r.employee.name, r.status, r.is_in, r.can_manage) for r in rows] == [
        ("Ana", "active", True, True),
        ("Ivy", "invited", False, True),
        ("Max", "active", False, False),
        ("Nik", "no sign-in", False, True),
    ]


def test_those_who_left_are_shown_on_demand(
    manager: Employee, make_employee: MakeEmployee, browse: Browse
) -> None:
    make_employee("Old", is_active=False)
    response = browse(manager).get("/people/?inactive=1")
    assert [row.status for row in response.context["people"]] == ["active", "inactive"]


def test_a_manager_sees_members_rates_alone(
    owner: Employee, manager: Employee, ana: Employee, make_employee: MakeEmployee, browse: Browse
) -> None:
    make_employee("Mia", Role.MANAGER, hourly_rate="26.26")
    text = text_of(browse(manager).get("/people/"))
    assert "12.50" in text
    for hidden in ("31.41", "27.18", "26.26"):
        assert hidden not in text


def test_an_owner_sees_every_rate(
    owner: Employee, manager: Employee, ana: Employee, browse: Browse
) -> None:
    text = text_of(browse(owner).get("/people/"))
    for rate in ("31.41", "27.18", "12.50"):
        assert rate in text
