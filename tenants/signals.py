"""The signals of the engine."""

from django.dispatch import Signal

# Sent in the provisioning transaction, in the new tenant's schema, on the alias `using`.
# Arguments: tenant, using, first_facts (a mapping that the engine does not read). An exception in a
# receiver rolls the tenant back.
tenant_provisioned = Signal()
