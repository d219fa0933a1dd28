"""The page on which owners read their company's security log."""
