from django.db.models import F

from accounts.models import User


def end_sessions(user: User) -> None:
    """Sign `user` out everywhere and void their open links, for good: nothing revives them."""
    user.session_version = F("session_version") + 1
    user.save(update_fields=["session_version"])
    user.refresh_from_db(fields=["session_version"])


def deactivate(user: User) -> None:
    """Stop `user` from signing in and end their sessions."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
