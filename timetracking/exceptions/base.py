class TimeTrackingError(Exception):
    """Anything that the product's rules refuse."""
