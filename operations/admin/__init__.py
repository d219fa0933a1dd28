"""The operator's admin pages, registered by Django's autodiscovery."""

from operations.admin import backups, companies, jobs, operators, security, usage

__all__ = ["backups", "companies", "jobs", "operators", "security", "usage"]
