// The team's grid by keyboard, and a day in a panel beside it. Without this file each cell is a link.
(() => {
  "use strict";

  const grid = document.getElementById("grid");
  const panel = document.getElementById("panel");
  if (!grid || !panel) return;
  const content = document.getElementById("panel-content");
  let opened = ""; // the address of the day that is open, to return the focus to its cell

  // --- The keyboard: one cell at a time is in the order of the Tab key ---

  const rows = () => [...grid.tBodies[0].rows, ...grid.tFoot.rows];
  const target = (cell) => cell.querySelector("a") || cell;
  const links = (root) => root.querySelectorAll("tbody a");

  function leaveOut(root) {
    for (const link of links(root)) link.tabIndex = -1;
  }

  function select(cell) {
    const before = grid.querySelector('[tabindex="0"]');
    if (before) before.tabIndex = -1;
    target(cell).tabIndex = 0;
    return target(cell);
  }

  function move(cell, down, across) {
    const all = rows();
    const row = all[Math.min(Math.max(all.indexOf(cell.parentElement) + down, 0), all.length - 1)];
    const next = row.cells[Math.min(Math.max(cell.cellIndex + across, 0), row.cells.length - 1)];
    select(next).focus();
    // What is sticky covers the cell that is scrolled to: show the cell beside it too.
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  const FAR = 100000;
  const KEYS = {
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    PageUp: [-10, 0],
    PageDown: [10, 0],
    Home: [0, -FAR],
    End: [0, FAR],
    "Ctrl+Home": [-FAR, -FAR],
    "Ctrl+End": [FAR, FAR],
  };

  grid.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || event.shiftKey) return;
    const cell = event.target.closest("tbody td, tbody th, tfoot td, tfoot th");
    const step = KEYS[`${event.ctrlKey ? "Ctrl+" : ""}${event.key}`];
    if (!cell || !step) return;
    event.preventDefault();
    move(cell, ...step);
  });

  grid.addEventListener("focusin", (event) => {
    const cell = event.target.closest("td, th");
    if (cell) select(cell);
  });

  // --- The panel ---

  const isChanged = () =>
    [...content.querySelectorAll("form.form :is(input, textarea, select):not([type=hidden])")].some((field) => {
      if (field.tagName === "SELECT") {
        return [...field.options].some((option) => option.selected !== option.defaultSelected && field.value);
      }
      return field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
    });

  grid.addEventListener("click", (event) => {
    const link = event.target.closest("td a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    opened = link.getAttribute("href");
    window.htmx.ajax("GET", opened, { target: content, swap: "innerHTML" });
  });

  // A form with errors, or one that somebody else was faster than, is shown as well.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== content) return;
    const { status, responseText } = event.detail.xhr;
    if ([409, 422].includes(status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
    // Any other response is a whole page, such as an error's or the sign-in.
    if (!event.detail.shouldSwap || !responseText.includes('id="panel-title"')) {
      event.detail.shouldSwap = false;
      window.location.assign(opened);
    }
  });

  document.addEventListener("htmx:sendError", (event) => {
    if (event.detail.target === content) window.location.assign(opened);
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target !== content) {
      // A row came anew; if it has more columns than the head, the page is no longer that.
      const row = event.detail.target;
      if (row && row.id && row.id.startsWith("row-")) {
        leaveOut(row.parentElement || grid);
        if (row.cells && row.cells.length !== grid.tHead.rows[0].cells.length) window.location.reload();
      }
      return;
    }
    leaveOut(grid);
    if (!panel.open) panel.showModal();
    const wrong = content.querySelector("[aria-invalid=true]");
    const field = content.querySelector("form.form :is(input, select, textarea):not([type=hidden])");
    (wrong || field || content.querySelector(".panel__title")).focus();
  });

  // Escape closes it; what was typed is not thrown away without a question.
  panel.addEventListener("cancel", (event) => {
    if (isChanged() && !window.confirm(panel.dataset.lost)) event.preventDefault();
  });

  panel.addEventListener("click", (event) => {
    if (event.target === panel && (!isChanged() || window.confirm(panel.dataset.lost))) panel.close();
  });

  panel.addEventListener("close", () => {
    content.replaceChildren();
    const cell = [...links(grid)].find((link) => link.getAttribute("href") === opened);
    if (cell) select(cell.parentElement).focus();
  });

  leaveOut(grid);
  const first = grid.tBodies[0].rows[0];
  if (first) select(first.cells[1] || first.cells[0]);
})();
