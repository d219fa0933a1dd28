"""The operator's pages: registered when Django's admin looks for them."""

from operations.admin import companies, operators

__all__ = ["companies", "operators"]
