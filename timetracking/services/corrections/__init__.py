"""Changes of recorded hours by hand: asked for and decided, or made by a manager.

Nobody decides on their own hours, and every change is a line in the trail with its reason.
"""

from timetracking.services.corrections.asking import ask, withdraw
from timetracking.services.corrections.changing import add, apply_change
from timetracking.services.corrections.deciding import Decision, decide
from timetracking.services.corrections.editing import (
    add_for,
    can_reply,
    confirm,
    edit,
    remove,
    reply,
    settle,
)
from timetracking.services.corrections.proposals import Pause, Proposal

__all__ = [
    "Decision",
    "Pause",
    "Proposal",
    "add",
    "add_for",
    "apply_change",
    "ask",
    "can_reply",
    "confirm",
    "decide",
    "edit",
    "remove",
    "reply",
    "settle",
    "withdraw",
]
