"""Translation catalogues, date formats, and Django's own messages in our wording."""
