"""Formats of dates and times in German, as in DIN 5008."""

TIME_FORMAT = "H:i"
TIME_SECONDS = "H:i:s"
DATE_FORMAT = "j. F Y"
DATE_LONG = "j. F"
DATE_SHORT = "j. N"
DATE_SHORT_YEAR = "j. N Y"
DAY_LONG = "l, j. F"
DAY_SHORT = "D, j. N"
WEEKDAY_SHORT = "D"
DATETIME_FORMAT = "j. F Y, H:i"
DAY_LONG_YEAR = "l, j. F Y"
DAY_SHORT_YEAR = "D, j. N Y"
MOMENT_SHORT = "D, j. N Y, H:i"

# First the format of the browser's date and time fields, then that of people.
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
TIME_INPUT_FORMATS = ["%H:%M:%S", "%H:%M"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"]
