from django.db.models import F

from accounts.models import User


def end_sessions(user: User) -> None:
    """Sign `user` out everywhere and make their unused links invalid, permanently."""
    user.session_version = F("session_version") + 1
    user.save(update_fields=["session_version"])
    user.refresh_from_db(fields=["session_version"])


def deactivate(user: User) -> None:
    """Stop `user` from signing in and end their sessions."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
