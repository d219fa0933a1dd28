"""What the kiosk's script says."""

from django.utils.translation import gettext as _


def sentences() -> dict[str, str]:
    """Return the sentences by the names that the script has for them."""
    return {
        "in": _("Clock in"),
        "out": _("Clock out"),
        "break": _("Start break"),
        "back": _("End break"),
        "state_in": _("in"),
        "state_break": _("on break"),
        "state_out": _("not in"),
        "paid": _("paid"),
        "hello": _("Hello {name}"),
        "digits_one": _("1 digit typed"),
        "digits": _("{n} digits typed"),
        "nobody": _("Nobody with that name here."),
        "empty": _(
            "Nobody works at this location yet. A manager can add people on the “People” page."
        ),
        "saving": _("Saving…"),
        "checking": _("Checking your PIN…"),
        "choose": _("What would you like to do?"),
        "type_pin": _("Enter your PIN"),
        "hours_of": _("Hours of {name}"),
        "hours_offline": _(
            "Your hours can only be shown with a network. Try again when it is back."
        ),
        "no_pin": _("There is no PIN for you yet. Ask a manager for one."),
        "saved": _(
            "Saved on this tablet, {name}: {time}. It will be sent when the network is back."
        ),
        "waiting_one": _("1 tap is saved on this tablet and will be sent."),
        "waiting": _("{n} taps are saved on this tablet and will be sent."),
        "lost_one": _("1 tap could not be sent. Tell a manager."),
        "lost": _("{n} taps could not be sent. Tell a manager."),
        "closed": _("This location is closed, so nobody can clock in here. Ask a manager."),
        "kept": _("Saved on this tablet, {name}. It will be sent as soon as that is possible."),
        "read_only": _(
            "This company is read-only at the moment. Taps are saved on this tablet and sent "
            "as soon as that is over."
        ),
        "no_answer": _(
            "Shiftbook is not responding. Nothing was saved: try again when the network is back."
        ),
    }
