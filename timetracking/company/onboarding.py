"""Services that create the first rows of a company."""

from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import addresses
from accounts.exceptions import AddressReserved
from accounts.fields import normalise_email
from accounts.invitations import send_invitation
from accounts.models import User
from accounts.requests import NOWHERE, Client, Site
from accounts.security import alerts, log
from accounts.security.events import Event
from places.basics import settle
from timetracking.base.allowances import require_room
from timetracking.base.authors import Author, program
from timetracking.base.errors import NoRoom
from timetracking.company.first_kinds import first_kinds
from timetracking.models import CompanySettings, Employee, Role, Rules
from timetracking.trail import recording
from timetracking.trail.subjects import subject_of

_SET_UP = program("set-up")


def start_company(
    *,
    site: Site,
    owner_email: str = "",
    owner_name: str = "",
    country: str = "",
    time_zone: str | None = None,
    language: str = "",
    currency: str = "",
    using: str = DEFAULT_DB_ALIAS,
    operator: str = "",
    client: Client = NOWHERE,
    owner_password_hash: str = "",
    owner_language: str = "",
) -> None:
    """Create the settings, the rules and a first kind of break; invite the owner, if there is one.

    An owner who has signed the company up has chosen a password, of which `owner_password_hash` is
    the hash, and gets no invitation; `owner_language` is the language in which they read the pages.

    Begins the audit trail with a line for each of them. `places.basics.settle` says what follows
    from the country. A program that gives neither country nor zone gets UTC; whoever lets people
    create companies asks them first.

    Runs in the caller's transaction; the invitation is sent after the commit. Raises
    ValidationError for what `settle` refuses, or an invalid address or name.
    """
    zone = "UTC" if time_zone is None and not country else time_zone or ""
    basics = settle(country=country, time_zone=zone, language=language, currency=currency)
    settings = CompanySettings(**asdict(basics))
    settings.clean_fields()
    settings.save(using=using, force_insert=True)
    Rules.objects.using(using).create(company=settings)
    kinds = first_kinds(settings.language)
    for kind in kinds:
        kind.save(using=using, force_insert=True)
    recording.begin([settings, *kinds], by=_SET_UP, using=using)
    if owner_password_hash:
        own = "" if owner_language == settings.language else owner_language
        owner = _new_owner(owner_email, owner_name, using=using, client=client, language=own)
        _let_in(owner, owner_password_hash, client=client, using=using)
    elif normalise_email(owner_email):
        invite_owner(
            site=site,
            owner_email=owner_email,
            owner_name=owner_name,
            using=using,
            operator=operator,
            client=client,
        )


def invite_owner(
    *,
    site: Site,
    owner_email: str,
    owner_name: str = "",
    using: str = DEFAULT_DB_ALIAS,
    operator: str = "",
    client: Client = NOWHERE,
) -> None:
    """Create an owner and invite them, or invite an owner again who has not accepted yet.

    A new owner has `owner_name`, for which an operator is asked; for a program it may also be the
    name in the address, or else the address itself.

    The security log and the line of the trail name the operator, and the other owners are mailed.
    Runs in the caller's transaction; the invitation is sent after the commit. Raises
    ValidationError for an invalid address, that of someone else on the staff list, or one that
    somebody may still take back, and if the company may have no more people.
    """
    email = normalise_email(owner_email)
    owner = Employee.objects.select_related("user").filter(email=email).first()
    if owner is None:
        if operator and not owner_name:
            raise ValidationError(
                _("Enter the name of the new owner %(email)s."), params={"email": email}
            )
        owner = _new_owner(email, owner_name, using=using, operator=operator, client=client)
    if owner.user is None or owner.has_accepted or not (owner.is_owner and owner.is_active):
        raise ValidationError(
            _("Someone with the address %(email)s is already on this company's staff list."),
            params={"email": email},
        )
    # In the owner's language or the company's, not in that of the operator.
    language = owner.language or CompanySettings.objects.using(using).get().language
    with translation.override(language):
        send_invitation(owner.user, site=site)
    _tell_owners(owner, site=site, operator=operator, client=client)


def _new_owner(
    owner_email: str,
    owner_name: str,
    *,
    using: str,
    client: Client,
    operator: str = "",
    language: str = "",
) -> Employee:
    """Create an owner without a password, with their line in the trail."""
    _refuse_without_room(using)
    email = normalise_email(owner_email)
    owner = Employee(name=owner_name or _name_from(email), email=email, role=Role.OWNER)
    owner.language = language
    owner.clean_fields()
    owner.user = User.objects.db_manager(using).create_user(email, name=owner.name)
    _refuse_reserved(owner.user)
    owner.save(using=using)
    entry = subject_of(owner).snapshot(owner)
    recording.record(
        owner,
        by=Author(origin="operator", address=client.address) if operator else _SET_UP,
        before=None,
        after=entry,
        reason=operator,
        employee=owner,
        using=using,
    )
    return owner


def _refuse_without_room(using: str) -> None:
    try:
        require_room(1, using=using)
    except NoRoom as error:
        raise ValidationError(str(error)) from None


def _let_in(owner: Employee, password_hash: str, *, client: Client, using: str) -> None:
    """Give the owner who has signed the company up their password, and note that they have."""
    assert owner.user is not None  # noqa: S101 - just created
    owner.user.password = password_hash
    owner.user.save(using=using, update_fields=["password"])
    log.record(Event.COMPANY_ADDED, client=client, actor=owner.user)


def _refuse_reserved(user: User) -> None:
    # After the row was added: that waited for a change of the address that was under way.
    try:
        addresses.refuse_reserved(user.email, user_id=user.pk)
    except AddressReserved as error:
        raise ValidationError(str(error)) from None


def _tell_owners(owner: Employee, *, site: Site, operator: str, client: Client) -> None:
    event = log.record(
        Event.OWNER_INVITED,
        client=client,
        operator=operator,
        user=owner.user,
        detail={} if operator else {"by": "create_tenant"},
    )
    context = {"person": owner.name, "is_owner_now": True}
    for other in Employee.objects.active().owners().exclude(pk=owner.pk).by_name():
        alerts.tell(event, to=other.email, name=other.name, site=site, context=context)


def _name_from(email: str) -> str:
    """Return the name in an address, Ana Perez from ana.perez@…, or the address if it has none.

    One word may be a role or an initial: o@…, info@….
    """
    parts = email.partition("@")[0].replace(".", " ").replace("_", " ").split()
    is_name = len(parts) > 1 and all(len(part) > 1 and part.isalpha() for part in parts)
    return (" ".join(parts).title() if is_name else email)[:120]
