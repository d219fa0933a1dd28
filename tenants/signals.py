"""What the engine tells the rest of the house."""

from django.dispatch import Signal

# Sent inside the provisioning transaction, in the new tenant's schema, on alias `using`.
# Arguments: tenant, using, owner_email, time_zone, language. A receiver that raises undoes the
# tenant.
tenant_provisioned = Signal()

# Sent in the tenant's schema, on alias `using`, when the operator invites an owner later.
# Arguments: tenant, using, owner_email. A receiver that raises undoes what it did.
owner_invited = Signal()
