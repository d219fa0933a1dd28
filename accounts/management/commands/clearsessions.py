"""`clearsessions`: Django's own command, whose app is not installed: the model is ours."""

from django.contrib.sessions.management.commands.clearsessions import Command

__all__ = ["Command"]
