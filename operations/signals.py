"""Signals that the operator's actions send to the product."""

from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal

# Sent in the tenant's schema, on the alias `using`, when the operator invites an owner later.
# Arguments: tenant, using, owner_email, owner_name, operator (their name for the company's log),
# client. If a receiver raises, its changes are rolled back.
owner_invited = Signal()

figures_wanted = Signal()
"""Asks for the figures of companies, a queryset `tenants`; the answer is Figures by slug."""


@dataclass(frozen=True)
class JobFigures:
    """How the jobs of all companies stand."""

    waiting: int = 0
    failed: int = 0
    """Set aside after too many tries, until an operator looks at them."""
    oldest: datetime | None = None
    """Since when the first of the waiting ones is due."""


jobs_wanted = Signal()
"""Asks how the jobs stand, in public and for few queries; the answer is JobFigures."""

backups_wanted = Signal()
"""Asks when each company's last verified backup was made; the answer is that time by slug, None for
a company without one. Asked in public and for few queries."""

# Sent in the schema of a company that was restored under another slug, on the alias `using`, before
# it is served: a chance to take away what only the first company may go on using, such as tablets.
# Arguments: tenant, using, now.
company_copied = Signal()
