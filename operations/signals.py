"""What the operator sets off in a company, for the product to do."""

from django.dispatch import Signal

# Sent in the tenant's schema, on alias `using`, when the operator invites an owner later.
# Arguments: tenant, using, owner_email. A receiver that raises undoes what it did.
owner_invited = Signal()
