"""Formats of dates and times in Spanish."""

TIME_FORMAT = "H:i"
TIME_SECONDS = "H:i:s"
DATE_FORMAT = r"j \d\e F \d\e Y"
DATE_LONG = r"j \d\e F"
DATE_SHORT = "j b"
DATE_SHORT_YEAR = "j b Y"
DAY_LONG = r"l j \d\e F"
DAY_SHORT = "D j b"
WEEKDAY_SHORT = "D"
DATETIME_FORMAT = r"j \d\e F \d\e Y, H:i"
DAY_LONG_YEAR = r"l j \d\e F \d\e Y"
DAY_SHORT_YEAR = "D j b Y"
MOMENT_SHORT = "D j b Y, H:i"

# First the format of the browser's date and time fields, then that of people.
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
TIME_INPUT_FORMATS = ["%H:%M:%S", "%H:%M"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"]
