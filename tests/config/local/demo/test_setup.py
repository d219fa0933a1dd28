"""What the demo creates when it starts."""

from config.local.demo import setup
from tenants.models import RemovedTenant
from tenants.postgresql.switch import OWNER_ALIAS


def test_a_company_that_an_operator_has_removed_stays_away(committed: None) -> None:
    removed = RemovedTenant.objects.using(OWNER_ALIAS).create(slug="corgicafe", company=1)
    try:
        assert setup._company("corgicafe") is None
    finally:
        removed.delete(using=OWNER_ALIAS)
