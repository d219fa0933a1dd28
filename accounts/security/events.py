from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Event(TextChoices):
    """What the security log records.

    The column has no choices: an event may be added here without a migration. One that rows may
    have must not be removed.
    """

    SIGNED_IN = "signed_in", _("signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("wrong password")
    LOCKED_OUT = "locked_out", _("was locked out after wrong passwords")
    UNLOCKED = "unlocked", _("was unlocked")
    SIGNED_OUT = "signed_out", _("signed out")
    SESSIONS_ENDED = "sessions_ended", _("signed out other devices")
    NEW_DEVICE = "new_device", _("signed in on a new device")
    RESET_ASKED = "reset_asked", _("requested a new password")
    PASSWORD_RESET = "password_reset", _("chose a new password with a link")
    PASSWORD_CHANGED = "password_changed", _("changed the password")
    EMAIL_CHANGE_ASKED = "email_change_asked", _("requested a new e-mail address")
    EMAIL_CHANGED = "email_changed", _("changed the e-mail address")
    EMAIL_RESTORED = "email_restored", _("rejected a new e-mail address")
    INVITED = "invited", _("sent an invitation")
    INVITATION_ACCEPTED = "invitation_accepted", _("accepted the invitation")
    ROLE_CHANGED = "role_changed", _("changed the role")
    DEACTIVATED = "deactivated", _("deactivated")
    REACTIVATED = "reactivated", _("reactivated")
    PIN_SET = "pin_set", _("set the PIN")
    PIN_REMOVED = "pin_removed", _("removed the PIN")
    PIN_GUESSED = "pin_guessed", _("many wrong PINs")
    KIOSK_ADDED = "kiosk_added", _("created a code for a kiosk")
    KIOSK_PAIRED = "kiosk_paired", _("paired a kiosk")
    KIOSK_REVOKED = "kiosk_revoked", _("removed a kiosk")
    KIOSK_TAKEN_OVER = "kiosk_taken_over", _("took over a kiosk")
    FACTOR_ADDED = "factor_added", _("added a second factor")
    FACTOR_REMOVED = "factor_removed", _("removed a second factor")
    FACTOR_FAILED = "factor_failed", _("wrong second factor")
    RECOVERY_CODE_USED = "recovery_code_used", _("used a recovery code")
    RECOVERY_CODES_MADE = "recovery_codes_made", _("created new recovery codes")
    SUPPORT_ACCESS = "support_access", _("support access")
    SUPPORT_ENTERED = "support_entered", _("opened the company with support access")
    SUPPORT_ENDED = "support_ended", _("ended support access")
    OPERATOR_ADDED = "operator_added", _("added an operator")
    OPERATOR_CHANGED = "operator_changed", _("changed an operator")
    COMPANY_ADDED = "company_added", _("added a company")
    COMPANY_CHANGED = "company_changed", _("changed the company")
    COMPANY_SUSPENDED = "company_suspended", _("suspended the company")
    COMPANY_READ_ONLY = "company_read_only", _("made the company read-only")
    COMPANY_RESUMED = "company_resumed", _("resumed the company")
    BACKED_UP = "backed_up", _("made a backup")
    BACKUP_VERIFIED = "backup_verified", _("verified a backup")
    COMPANY_RESTORED = "company_restored", _("restored the company from a backup")
    RESTORE_UNDONE = "restore_undone", _("took a restore back")
    OWNER_INVITED = "owner_invited", _("invited an owner")
