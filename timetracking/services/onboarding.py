"""A new company's first rows."""

from django.db import DEFAULT_DB_ALIAS

from accounts.fields import normalise_email
from accounts.invitations import send_invitation
from accounts.models import User
from accounts.requests import Site
from timetracking.models import CompanySettings, Employee, Role


def start_company(
    *, site: Site, owner_email: str, time_zone: str, using: str = DEFAULT_DB_ALIAS
) -> None:
    """Write the company's settings and, given an address, make and invite the first owner.

    Runs in the caller's transaction; the invitation leaves when `using` commits. Raises
    ValidationError for an unknown time zone or an address that is none.
    """
    settings = CompanySettings(time_zone=time_zone)
    settings.clean_fields()
    settings.save(using=using, force_insert=True)
    email = normalise_email(owner_email)
    if not email:
        return
    owner = Employee(name=_name_from(email), email=email, role=Role.OWNER)
    owner.clean_fields()
    owner.user = User.objects.db_manager(using).create_user(email, name=owner.name)
    owner.save(using=using)
    send_invitation(owner.user, site=site, using=using)


def _name_from(email: str) -> str:
    """Guess a name to begin with: ana.perez@… is Ana Perez until she says otherwise."""
    words = email.partition("@")[0].replace(".", " ").replace("_", " ").split()
    return " ".join(words).title()[:120] or email[:120]
