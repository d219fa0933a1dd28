"""A tablet at the Bar, paired, and its staff."""

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tenants.models import Tenant
from tests.conftest import TenantClient
from tests.timetracking.kiosk.late_hours import Laptop
from tests.timetracking.kiosk.tablet import PIN, code_at, pair
from tests.timetracking.places import place
from timetracking.base.authors import Author
from timetracking.kiosk import pins
from timetracking.models import Employee, Location


@pytest.fixture(scope="session", autouse=True)
def few_keys() -> Iterator[None]:
    """Give each tablet one of four key pairs in turn, because one takes long to make."""
    make, made = rsa.generate_private_key, list[rsa.RSAPrivateKey]()

    def generate(**options: Any) -> rsa.RSAPrivateKey:
        made.append(make(**options) if len(made) < 4 else made.pop(0))
        return made[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rsa, "generate_private_key", generate)
        yield


@pytest.fixture
def bar(ana: Employee, ben: Employee) -> Location:
    """Return the Bar, where Ana, who has a PIN, and Ben work."""
    place("Café", ana)
    pins.set_pin(ana, PIN, by=Author())
    return place("Bar", ana, ben)


@pytest.fixture
def tablet(acme: Tenant, bar: Location, owner: Employee) -> TenantClient:
    """Return a tablet that is paired there."""
    client = TenantClient(acme)
    pair(client, code_at(bar, owner))
    return client


@pytest.fixture
def laptop(acme: Tenant, bar: Location) -> Laptop:
    """Return a maker of laptops that someone paired as a tablet at the Bar."""

    def paired(by: Employee) -> TenantClient:
        client = TenantClient(acme)
        assert pair(client, code_at(bar, by, "Laptop")).status_code < 400
        return client

    return paired
