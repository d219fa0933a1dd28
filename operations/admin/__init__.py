"""The operator's admin pages, registered by Django's autodiscovery."""

from operations.admin import companies, operators

__all__ = ["companies", "operators"]
