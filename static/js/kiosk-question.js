// The question about a shift that someone forgot to end, which stands before all else at the kiosk.
(() => {
  "use strict";

  // Show the server's piece of page; `answer` gets what a form of it says, `working` the shift's id.
  function put(place, piece, { answer, working }) {
    place.innerHTML = piece;
    for (const form of place.querySelectorAll("form")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        answer(Object.fromEntries(new FormData(form, event.submitter)));
      });
    }
    const still = place.querySelector("[data-working]");
    still?.addEventListener("click", () => working(still.dataset.working));
    place.querySelector("[aria-invalid]")?.focus();
  }

  globalThis.kioskQuestion = { put };
})();
