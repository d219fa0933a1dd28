// Looks every few seconds whether the board has changed. The page works without this file.
(() => {
  "use strict";

  const EVERY = 5000;
  let timer = 0;
  let isLooking = false;
  let before = new Map();
  let seenAt = "";

  const time = () => document.querySelector('[data-tick="time"]')?.textContent.slice(0, 5) || "";

  function people() {
    const found = [...document.querySelectorAll("[data-person]")];
    return new Map(found.map(({ dataset }) => [dataset.person, { name: dataset.name, state: dataset.state }]));
  }

  function look() {
    window.clearTimeout(timer);
    if (document.hidden || isLooking) return;
    isLooking = true;
    window.htmx.trigger("#board", "look");
  }

  function showLost(isLost) {
    const place = document.getElementById("board-lost");
    if (place.hidden === !isLost) return;
    place.textContent = isLost ? place.dataset.said.replace("{time}", seenAt) : "";
    place.hidden = !isLost;
  }

  // Says who came or went, not who is there: the board may be long.
  function announce(after) {
    const place = document.getElementById("board-said");
    const news = { in: [], break: [], back: [], late: [], out: [] };
    for (const [person, { name, state }] of after) {
      const was = before.get(person)?.state;
      if (was === state) continue;
      if (state === "in") (was === "break" ? news.back : news.in).push(name);
      else if (state === "break") news.break.push(name);
      else news.late.push(name);
    }
    for (const [person, { name }] of before) if (!after.has(person)) news.out.push(name);
    const list = new Intl.ListFormat(document.documentElement.lang);
    const said = Object.entries(news).filter(([, names]) => names.length);
    place.textContent = said.map(([what, names]) => place.dataset[what].replace("{names}", list.format(names))).join(" ");
  }

  // The element that asked may have been swapped out of the page by then.
  const isOurs = (event) => event.detail.target?.id === "board";

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!isOurs(event)) return;
    // Anything but a board is a page of its own, such as the sign-in.
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
    // The place was closed, or is not for this visitor any more: the page says so.
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
  // Shown again from the browser's history: as old as it was left.
  window.addEventListener("pageshow", (event) => event.persisted && look());

  before = people();
  seenAt = time();
  timer = window.setTimeout(look, EVERY);
})();
