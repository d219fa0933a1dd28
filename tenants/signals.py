"""What the engine tells the rest of the house."""

from django.dispatch import Signal

# Sent inside the provisioning transaction, in the new tenant's schema, on alias `using`.
# Arguments: tenant, using, first_facts (a mapping that the engine does not read). A receiver that
# raises undoes the tenant.
tenant_provisioned = Signal()
