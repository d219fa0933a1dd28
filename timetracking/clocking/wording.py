"""The sentences of the script that keeps taps on a phone, translated."""

import json

from django.utils.translation import gettext as _


def words() -> str:
    """Return the sentences by name, as JSON; what is in braces is filled in by the script."""
    return json.dumps(_words())


def _words() -> dict[str, str]:
    return {
        "in": _("Clock in"),
        "out": _("Clock out"),
        "break": _("Start break"),
        "back": _("End break"),
        "paid": _("paid"),
        "state_in": _("{name}, you are clocked in."),
        "state_break": _("{name}, you are on a break."),
        "state_out": _("{name}, you are not clocked in."),
        "unknown": _("Sign in when the network is back. Until then, this phone cannot save taps."),
        "kept": _("{action} at {time}: saved on this phone."),
        "waiting_one": _("1 tap is saved on this phone and will be sent."),
        "waiting": _("{n} taps are saved on this phone and will be sent."),
        "others_one": _("1 tap by someone else is saved here. It will be sent when they sign in."),
        "others": _(
            "{n} taps by someone else are saved here. They will be sent when they sign in."
        ),
        "sign_in_one": _("1 tap is saved on this phone. Sign in to send it."),
        "sign_in": _("{n} taps are saved on this phone. Sign in to send them."),
        "refused": _("{action} at {time} was not accepted: {reason} A manager sees this too."),
        "full": _("This phone could not save the tap. Try again when the network is back."),
        "ignored": _("The second tap was ignored."),
        "place": _("Choose where you are working, then tap again."),
    }
