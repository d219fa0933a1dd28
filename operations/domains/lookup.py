"""Asks the DNS for TXT records. `settings.DOMAIN_LOOKUP` names this, or what replaces it."""

import dns.exception
import dns.rdtypes.ANY.TXT
import dns.resolver
from django.conf import settings

from operations.domains.errors import LookupFailed, Problem

PATIENCE = 5.0
"""How many seconds a look-up takes at most, over all name servers and tries."""
_TRY = 2.0
_PORT = 53


def txt_records(name: str) -> list[str]:
    """Return the texts of the TXT records at a name, at least one. Raises LookupFailed."""
    try:
        answer = _resolver().resolve(name, "TXT", lifetime=PATIENCE, search=False)
    except dns.resolver.NXDOMAIN as error:
        raise LookupFailed(Problem.NO_NAME) from error
    except dns.resolver.NoAnswer as error:
        raise LookupFailed(Problem.NO_RECORD) from error
    except dns.exception.Timeout as error:
        raise LookupFailed(Problem.TIMEOUT) from error
    except (dns.exception.DNSException, OSError) as error:
        raise LookupFailed(Problem.NO_ANSWER) from error
    return [
        b"".join(record.strings).decode("ascii", "replace")
        for record in answer
        if isinstance(record, dns.rdtypes.ANY.TXT.TXT)
    ]


def _resolver() -> dns.resolver.Resolver:
    """Return a resolver without a cache: a record that was just created is to be found."""
    own = list(settings.DNS_SERVERS)
    resolver = dns.resolver.Resolver(configure=not own)
    if own:
        resolver.nameservers = own
    resolver.port, resolver.timeout = _PORT, _TRY
    return resolver
