from django.utils.translation import gettext as _

from timetracking.models import Correction, CorrectionStatus


def decided(correction: Correction) -> str:
    """Say what was decided, and whether the employee has been notified."""
    if correction.status == CorrectionStatus.ACCEPTED:
        return _("Accepted. %(who)s") % {"who": _notified(correction)}
    return _("Refused. %(who)s") % {"who": _notified(correction)}


def settled(correction: Correction) -> str:
    """Say that the dispute is resolved, and whether the employee has been notified."""
    return _("Resolved. %(who)s") % {"who": _notified(correction)}


def _notified(correction: Correction) -> str:
    name = {"name": correction.employee.name}
    if not correction.employee.is_active:
        return _("%(name)s no longer works here and will not be notified.") % name
    return _("%(name)s has been notified.") % name
