"""The edge: what a request meets before a company is known, and what leaves after it."""
