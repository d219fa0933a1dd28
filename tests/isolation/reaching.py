"""How the suite reaches every address: the paths filled in, and the methods of each role."""

from django.conf import settings

from tenants.context import tenant_context
from tests.isolation.addresses import OBJECTS, TOKENS
from tests.isolation.canaries import Canaries
from tests.isolation.complaints import complaint
from tests.isolation.looks import PARTS
from tests.isolation.walking import Address, addresses
from tests.mails import good_token
from timetracking.models import Role

ALL = addresses(settings.ROOT_URLCONF)
KNOWN = [address for address in ALL if not complaint(address)]
METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "POST")
# What forms and links send; all that there is is tried with the widest rights.
USUAL = ("GET", "POST")
METHODS_OF = {None: USUAL, Role.OWNER: METHODS, Role.MANAGER: USUAL, Role.MEMBER: USUAL}


def filled(address: Address, company: Canaries, token: str, pk: int | None = None) -> str:
    """Write the path with an id (by default one that both companies have) and a token."""
    values: dict[str, object] = {}
    with tenant_context(company.tenant):
        for parameter in address.parameters:
            if (address.name, parameter) in TOKENS:
                values[parameter] = token
            elif (address.name, parameter) in PARTS:
                values[parameter] = PARTS[address.name, parameter]()
            else:
                model = OBJECTS[address.name, parameter]
                values[parameter] = pk or model._default_manager.latest("-pk").pk
    return address.path(**values)


def token_of(company: Canaries, address: Address, role: Role = Role.MEMBER) -> str:
    """Make a good link of the company for the address."""
    purpose = TOKENS[address.name, address.parameters[0]]
    with tenant_context(company.tenant):
        user = company.employee(role).user
        assert user is not None
        return good_token(user, purpose, realm=company.tenant.realm)
