"""The signals of accounts."""

from django.dispatch import Signal

# Sent when a user's e-mail address has changed, in the same transaction and with the user's row
# locked. Arguments: user, event (the row of the security log), client, site. An exception in a
# receiver undoes the change.
address_changed = Signal()

# Sent before a user's row is locked to change the address, because the product locks its own row
# of that person first. Argument: user_id.
address_locking = Signal()

# Sent when a user has objected to a change that somebody with their password may have asked for,
# after address_changed and in the same transaction. Arguments: user, objected (the row of the
# security log to which they object), client, site.
address_taken_back = Signal()

# Sent when the sessions of a user have ended, all or all but the current one, in the same
# transaction. Argument: user.
signed_out = Signal()
