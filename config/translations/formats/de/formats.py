"""How German pages write dates and times, as DIN 5008 has them in words."""

TIME_FORMAT = "H:i"
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

# As the browser's own fields for dates and times send and want them; then as people write.
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
TIME_INPUT_FORMATS = ["%H:%M:%S", "%H:%M"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"]
