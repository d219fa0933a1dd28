from datetime import datetime

from operations.models import SignUp


def remove_expired(*, now: datetime) -> int:
    """Remove the sign-ups whose links and invitations have expired; return how many. In public."""
    number, _ = SignUp.objects.filter(keep_until__lt=now).delete()
    return number
