"""How sentences, dates and Django's own words reach readers of each language."""
