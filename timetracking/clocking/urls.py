from django.urls import path

from timetracking.clocking.views import answer, clock, phone

urlpatterns = [
    path("", clock.clock, name="clock"),
    path("clock/in/", clock.clock_in, name="clock-in"),
    path("clock/out/", clock.clock_out, name="clock-out"),
    path("clock/break/", clock.break_start, name="break-start"),
    path("clock/break/end/", clock.break_end, name="break-end"),
    path("clock/answer/", answer.answer, name="clock-answer"),
    path("clock/state/", phone.clock_state, name="clock-state"),
    path("clock/late/", phone.clock_late, name="clock-late"),
    path("clock/away/", phone.clock_away, name="clock-away"),
    path("worker.js", phone.clock_worker, name="clock-worker"),
    path("manifest.json", phone.clock_manifest, name="clock-manifest"),
    path("clock/undo/", clock.undo_tap, name="clock-undo"),
]
