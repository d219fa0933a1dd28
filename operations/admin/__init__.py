"""The operator's admin pages, registered by Django's autodiscovery."""

from operations.admin import companies, jobs, operators, security

__all__ = ["companies", "jobs", "operators", "security"]
