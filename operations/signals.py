"""Signals that the operator's actions send to the product."""

from django.dispatch import Signal

# Sent in the tenant's schema, on the alias `using`, when the operator invites an owner later.
# Arguments: tenant, using, owner_email, owner_name, operator (their name for the company's log),
# client. If a receiver raises, its changes are rolled back.
owner_invited = Signal()

figures_wanted = Signal()
"""Asks for the figures of companies, a queryset `tenants`; the answer is Figures by slug.

With `only_owners` those alone are wanted.
"""

# Sent in the tenant's schema when an operator asks for support access. Arguments: tenant, operator,
# client, reason, until, now. The answer is the token of the link; a receiver that raises refuses.
support_opened = Signal()

# Sent inside a company that is to be copied for trials. Arguments: tenant, seed. The answer is the
# tenants.backups.copying.Plan that says what becomes of each column.
clone_wanted = Signal()

# Sent in the schema of a copy for trials, on the alias `using`, before it is served: its trail has
# no line yet. Arguments: tenant, using.
company_cloned = Signal()

errors_wanted = Signal()
"""Asks how many errors were logged lately for `tenant`; the answer is their number by kind."""

# Sent in the schema of a company that was restored under another slug, on the alias `using`, before
# it is served: a chance to take away what only the first company may go on using, such as tablets.
# Arguments: tenant, using, now.
company_copied = Signal()

# Sent in the schema of a company whose feature was switched, or that was restored, on the alias
# `using`, in that transaction: the product makes or drops what the feature needs, if it is not so
# already. Arguments: tenant, using, name, is_on. A receiver that raises refuses.
feature_switched = Signal()

# Sent in the schema of a company just before its tables are replaced by those of a restore, on the
# alias `using`, and after that, in the new ones. The answer to the first, such as which tablets
# have been revoked, is `ended` of the second, so that it does not begin again.
# Arguments: tenant, using; and tenant, using, now, ended.
company_replacing = Signal()
company_replaced = Signal()
