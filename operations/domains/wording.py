"""What operators are told before and after an act on a domain, by command and in the admin."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from operations.domains.errors import sentence
from operations.domains.proving import record_of
from tenants.models import Domain, Tenant

GONE_AFTER = 3
"""How many checks in a row find no record before the operator is told."""

MOVE = gettext_lazy(
    "People sign in again there and add their passkeys anew, and tablets are paired anew; taps "
    "that a tablet has not sent by then are lost. Open the domain in a browser first: it must lead "
    "to the company without a warning."
)


def pointing(domain: Domain) -> str:
    """Return where the domain must point for the company to be served there."""
    return _(
        "Point %(domain)s to this installation: a CNAME to %(base)s or, for a domain that cannot "
        "have one, A and AAAA records with the addresses of %(base)s."
    ) % {"domain": domain.name, "base": settings.BASE_DOMAIN}


def removal(tenant: Tenant, domain: Domain) -> str:
    """Return what removing the domain means."""
    refused = _("Browsers that open %(domain)s are refused from then on.") % {"domain": domain.name}
    return f"{refused} {way_back(tenant)}" if tenant.main_domain == domain.name else refused


def way_back(tenant: Tenant) -> str:
    """Return what it means that the main address is the one below the base domain again."""
    return _(
        "%(host)s is the main address again. People sign in again there and add their passkeys "
        "anew, and tablets are paired anew; taps that a tablet has not sent by then are lost."
    ) % {"host": tenant.own_host}


def standing(tenant: Tenant, domain: Domain) -> str:
    """Return in a sentence how a domain stands."""
    if domain.verified_at is None:
        return _("not verified: it is not served")
    if is_gone(domain):
        return _("its DNS record is gone: ask the company whether the domain is still theirs")
    if tenant.main_domain == domain.name:
        return _("main address")
    return _("verified: leads to %(host)s") % {"host": tenant.host}


def is_gone(domain: Domain) -> bool:
    """Tell whether the record of a verified domain was gone at the last checks."""
    return domain.verified_at is not None and domain.misses >= GONE_AFTER


def last_problem(domain: Domain) -> str:
    """Return what the last look-up found instead of the record, "" if it was there."""
    return sentence(domain.problem, record_of(domain).name) if domain.problem else ""
