"""The operator's admin pages, registered by Django's autodiscovery."""

from operations.admin import companies, operators, security

__all__ = ["companies", "operators", "security"]
