"""Creating the company of a sign-up: all of it in one transaction, or nothing."""

from dataclasses import dataclass
from itertools import islice

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from accounts.links import HAND_OVER, link_to, make_token
from accounts.models import User
from accounts.requests import Client
from operations.models import SignUp
from operations.signup.addresses import State, free_slugs, state_of
from operations.signup.asking import Wish, number_in
from operations.signup.errors import (
    AddressTaken,
    AlreadyCreated,
    InvitationNeeded,
    InvitationUsed,
    LinkInvalid,
)
from tenants.context import tenant_context
from tenants.exceptions import TenantExists
from tenants.lifecycle import provision_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

_INVITATION = "sign_ups_invitation_once"
# Slugs are only taken between two of our own queries, or by a schema that is nobody's.
_TRIES = 5


@dataclass(frozen=True)
class Created:
    """A new company, and the link at its host with which its owner is signed in, once."""

    tenant: Tenant
    link: str


def wish_for_token(token: str) -> Wish:
    """Return what the link in a mail is to create; changes nothing.

    Raises LinkExpired, LinkInvalid, AlreadyCreated, InvitationNeeded.
    """
    return _open(SignUp.objects.filter(pk=number_in(token)).first())


def create(token: str, *, password: str, address: str = "", client: Client) -> Created:
    """Create the company of a link, whose owner signs in with the password.

    `address` replaces the one that was asked for, if another company has that by now. The row of
    the sign-up is locked meanwhile, as the owner login: of two tabs the second waits, and finds the
    company. Whatever fails, or kills the process, leaves the link as good as before.

    Raises what `wish_for_token` raises, AddressTaken, InvitationUsed, and ProvisioningError.
    """
    number = number_in(token)
    # Hashing takes long: not while the row is locked.
    password_hash = make_password(password)
    try:
        with transaction.atomic(using=OWNER_ALIAS):
            rows = SignUp.objects.using(OWNER_ALIAS).select_for_update()
            sign_up = rows.filter(pk=number).first()
            wish = _open(sign_up)
            assert sign_up is not None  # noqa: S101 - or it would not have opened
            tenant = _provision(wish, address or wish.address, password_hash, client)
            sign_up.facts, sign_up.company = "", tenant.slug
            sign_up.save(using=OWNER_ALIAS, update_fields=["facts", "company"])
            return Created(tenant, _hand_over(tenant, wish.owner_email))
    except IntegrityError as error:
        if _INVITATION in str(error):
            raise InvitationUsed from None
        raise


def _open(sign_up: SignUp | None) -> Wish:
    if sign_up is None:
        raise LinkInvalid
    if sign_up.company:
        tenant = Tenant.objects.filter(slug=sign_up.company).first()
        if tenant is None:
            raise LinkInvalid
        raise AlreadyCreated(tenant.name, f"{tenant.base_url}/")
    # The operator may have closed the door since.
    if settings.SIGNUP == "invite" and not sign_up.invitation:
        raise InvitationNeeded
    return Wish.of(sign_up)


def _provision(wish: Wish, address: str, password_hash: str, client: Client) -> Tenant:
    """Create the company with the first slug that is free."""
    facts = {
        "country": wish.country,
        "time_zone": wish.time_zone,
        "owner_email": wish.owner_email,
        "owner_name": wish.owner_name,
        "owner_language": wish.language,
        "owner_password_hash": password_hash,
        "client": client,
    }
    for slug in islice(free_slugs(address, using=OWNER_ALIAS), _TRIES):
        try:
            return provision_tenant(slug=slug, name=wish.name, subdomain=address, first_facts=facts)
        except TenantExists:
            if state_of(address, using=OWNER_ALIAS) is not State.FREE:
                break
    raise AddressTaken


def _hand_over(tenant: Tenant, email: str) -> str:
    """Return the link that signs the owner in: for a minute, and until somebody has signed in."""
    with tenant_context(tenant, using=OWNER_ALIAS):
        user = User.objects.get(email=email)
        token = make_token(user, purpose=HAND_OVER, realm=tenant.realm)
    return link_to("welcome", token, tenant)
