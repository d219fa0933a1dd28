from django.urls import path

from timetracking.clocking.views import answer, clock

urlpatterns = [
    path("", clock.clock, name="clock"),
    path("clock/in/", clock.clock_in, name="clock-in"),
    path("clock/out/", clock.clock_out, name="clock-out"),
    path("clock/break/", clock.break_start, name="break-start"),
    path("clock/break/end/", clock.break_end, name="break-end"),
    path("clock/answer/", answer.answer, name="clock-answer"),
    path("clock/undo/", clock.undo_tap, name="clock-undo"),
]
