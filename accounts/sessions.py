from django.contrib.auth import update_session_auth_hash
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django_tasks import task

from accounts.models import Session, User
from accounts.signals import signed_out


def end_sessions(user: User) -> None:
    """Sign `user` out everywhere and make their unused links invalid, permanently."""
    user.session_version = F("session_version") + 1
    user.save(update_fields=["session_version"])
    user.refresh_from_db(fields=["session_version"])
    Session.objects.filter(user=user).delete()
    signed_out.send(sender=User, user=user)


def end_other_sessions(request: HttpRequest, user: User) -> None:
    """Sign `user` out everywhere but here, after a change of what they sign in with."""
    end_sessions(user)
    update_session_auth_hash(request, user)


def deactivate(user: User) -> None:
    """Stop `user` from signing in and end their sessions."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)


@task
def remove_expired() -> None:
    """Remove the expired sessions of the current company, or of public."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
