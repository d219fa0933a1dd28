"""Middleware and error pages that do not depend on a company."""
