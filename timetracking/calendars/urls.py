from django.urls import path

from timetracking.calendars import views

urlpatterns = [
    path("settings/holidays/", views.holidays, name="holidays"),
    path("settings/holidays/add/", views.holiday_add, name="holiday-add"),
    path("settings/holidays/half-days/", views.holiday_halves, name="holiday-halves"),
    path("settings/holidays/calendar/", views.holiday_calendar, name="holiday-calendar"),
    path("settings/holidays/<int:pk>/", views.holiday_edit, name="holiday-edit"),
    path("settings/holidays/<int:pk>/remove/", views.holiday_remove, name="holiday-remove"),
]
