// Polls every few seconds for changes of the board. The page works without this file.
(() => {
  "use strict";

  const EVERY = 5000;
  let timer = 0;
  let isLooking = false;
  let before = new Map();
  let seenAt = "";

  const time = () => document.querySelector('[data-tick="time"]')?.textContent.slice(0, 5) || "";

  function people() {
    const cards = [...document.querySelectorAll("[data-person]")];
    return new Map(cards.map(({ dataset }) => [dataset.person, { name: dataset.name, state: dataset.state }]));
  }

  function look() {
    window.clearTimeout(timer);
    if (document.hidden || isLooking) return;
    isLooking = true;
    window.htmx.trigger("#board", "look");
  }

  function showLost(isLost) {
    const notice = document.getElementById("board-lost");
    if (notice.hidden === !isLost) return;
    notice.textContent = isLost ? notice.dataset.said.replace("{time}", seenAt) : "";
    notice.hidden = !isLost;
  }

  // Announces only changes, because the board may be long.
  function announce(after) {
    const announcement = document.getElementById("board-said");
    const changes = { in: [], break: [], back: [], late: [], out: [] };
    for (const [person, { name, state }] of after) {
      const previous = before.get(person)?.state;
      if (previous === state) continue;
      if (state === "in") (previous === "break" ? changes.back : changes.in).push(name);
      else if (state === "break") changes.break.push(name);
      else changes.late.push(name);
    }
    for (const [person, { name }] of before) if (!after.has(person)) changes.out.push(name);
    const list = new Intl.ListFormat(document.documentElement.lang);
    const sentences = Object.entries(changes)
      .filter(([, names]) => names.length)
      .map(([change, names]) => announcement.dataset[change].replace("{names}", list.format(names)));
    announcement.textContent = sentences.join(" ");
  }

  // By then the requesting element may have been swapped out of the page, so check the target.
  const isOurs = (event) => event.detail.target?.id === "board";

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!isOurs(event)) return;
    // Any other response is a whole page, such as the sign-in.
    if (event.detail.shouldSwap && !event.detail.xhr.responseText.includes('id="board"')) {
      event.detail.shouldSwap = false;
      window.location.reload();
    }
  });

  document.addEventListener("htmx:afterSwap", () => {
    const after = people();
    announce(after);
    before = after;
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (!isOurs(event)) return;
    isLooking = false;
    if (event.detail.successful) seenAt = time();
    // The location was closed or is no longer visible to this visitor: the page says so.
    else if ([403, 404].includes(event.detail.xhr.status)) window.location.reload();
    showLost(!event.detail.successful);
    window.clearTimeout(timer);
    timer = window.setTimeout(look, EVERY);
  });

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) window.clearTimeout(timer);
    else look();
  });
  window.addEventListener("online", look);
  // A page from the browser's history may be outdated.
  window.addEventListener("pageshow", (event) => event.persisted && look());

  before = people();
  seenAt = time();
  timer = window.setTimeout(look, EVERY);
})();
