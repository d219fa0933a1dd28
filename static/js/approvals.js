// Keys for the list of approvals: j and k move, x selects, Enter opens. It works without this file.
(() => {
  "use strict";

  const links = () => [...document.querySelectorAll(".approval__link")];
  const isTyping = (target) => target.closest("input:not([type=checkbox]), textarea, select");

  function move(step) {
    const all = links();
    if (!all.length) return;
    const row = document.activeElement?.closest(".approval");
    const now = all.findIndex((link) => link.closest(".approval") === row);
    const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : now + step;
    all[Math.min(Math.max(next, 0), all.length - 1)].focus();
  }

  function select() {
    const tick = document.activeElement?.closest(".approval")?.querySelector("input[type=checkbox]");
    if (tick) tick.checked = !tick.checked;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const act = { j: () => move(1), k: () => move(-1), x: select }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
