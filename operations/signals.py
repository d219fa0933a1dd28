"""Signals that the operator's actions send to the product."""

from django.dispatch import Signal

# Sent in the tenant's schema, on the alias `using`, when the operator invites an owner later.
# Arguments: tenant, using, owner_email, owner_name, operator (their name for the company's log),
# client. If a receiver raises, its changes are rolled back.
owner_invited = Signal()

figures_wanted = Signal()
"""Asks for the figures of companies, a queryset `tenants`; the answer is Figures by slug."""
