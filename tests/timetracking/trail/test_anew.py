"""A trail that begins with the rows as they are is one that verification accepts."""

from collections.abc import Callable

from django.utils import timezone

from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.base.authors import Author
from timetracking.models import AuditChain, AuditLine, Employee, Location, Role
from timetracking.trail import anew
from timetracking.trail.recording import recorded
from timetracking.trail.verifying import verify


def test_each_row_has_a_line_and_later_ones_follow(fresh_company: Callable[..., Tenant]) -> None:
    company = fresh_company()
    with tenant_context(company, using=OWNER_ALIAS):
        AuditLine.objects.all()._raw_delete(OWNER_ALIAS)
        AuditChain.objects.all()._raw_delete(OWNER_ALIAS)
        Location.objects.bulk_create(Location(name=f"Bar {n}") for n in range(anew._ROWS + 1))
        Employee.objects.create(name="Ada", email="ada@anew.example", role=Role.OWNER)
        count = anew.begin_anew(by=Author(origin="copy"), using=OWNER_ALIAS)
        assert count == AuditLine.objects.count() > anew._ROWS + 1
    with tenant_context(company):
        owner, bar = Employee.objects.latest("pk"), Location.objects.earliest("pk")
        with recorded(bar, by=Author(owner), previous=Location.objects.get(pk=bar.pk)):
            bar.name = "Renamed"
            bar.save()
    with tenant_context(company, repeatable=True):
        assert list(verify(now=timezone.now())) == []
