// Updates the displayed times between responses of the server. The page works without this file.
(() => {
  "use strict";

  const STALE_AFTER = 5 * 60 * 1000;
  // A second tap of a double tap must not hit the button that has just changed its meaning.
  const REST_AFTER_SWAP = 800;
  const HINT_SHOWN = 3000;
  const RETRY_AFTER = 60 * 1000;
  const STORAGE_KEY = "shiftbook-left";
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let timer = 0;
  let lastTick = Date.now();
  let lastSwap = -Infinity;
  let lastRefresh = -Infinity;
  let savedInput = {};

  const root = () => document.querySelector("[data-now]");

  // The phone's clock may be wrong, so it only measures the time since the page was loaded.
  function anchor() {
    const element = root();
    if (element && !element.dataset.anchor) element.dataset.anchor = String(Date.now());
    return element;
  }

  function wallClock(moment, zone) {
    const parts = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
    return new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: zone }).format(moment);
  }

  // Whether the day has changed since the page was rendered, which makes "today" outdated.
  function isOfAnotherDay(element, moment) {
    try {
      const format = new Intl.DateTimeFormat("en-GB", { timeZone: element.dataset.zone });
      return format.format(moment) !== format.format(new Date(Date.parse(element.dataset.now)));
    } catch {
      return false;
    }
  }

  // Like the template filter of the same name, with the texts of the tag `duration_words`.
  function duration(seconds, words) {
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return words.minutes.replace("{m}", minutes);
    const rest = String(minutes % 60).padStart(2, "0");
    return words.hours.replace("{h}", Math.floor(minutes / 60)).replace("{m}", rest);
  }

  function showTime(element, moment) {
    let text;
    try {
      text = wallClock(moment, element.dataset.zone);
    } catch {
      return; // The browser does not know the zone: keep the server's time.
    }
    for (const place of element.querySelectorAll('[data-tick="time"]')) {
      if (!place.querySelector("span")) place.innerHTML = '<span></span><span class="seconds"></span>';
      place.firstChild.textContent = text.slice(0, 5);
      place.lastChild.textContent = text.slice(5);
    }
    const second = Number(text.slice(6));
    for (const dial of element.querySelectorAll('[data-tick="dial"]')) {
      dial.setAttribute("stroke-dasharray", still.matches ? "0 60" : `${"0.3 0.7 ".repeat(second)}0 61`);
    }
  }

  // Durations are whole minutes by the clock, so they change when the clock shows another minute.
  function showDurations(element, moment) {
    const shown = Date.parse(element.dataset.now);
    const passed = moment - (shown - (shown % 60000));
    for (const place of element.querySelectorAll('[data-tick="duration"]')) {
      const seconds = Number(place.dataset.seconds) + Math.floor(passed / 1000);
      const text = duration(Math.max(0, seconds), element.dataset);
      if (place.textContent !== text) place.textContent = text;
    }
  }

  function tick() {
    const element = anchor();
    if (!element) return;
    const slept = Date.now() - lastTick > STALE_AFTER;
    lastTick = Date.now();
    const passed = Date.now() - Number(element.dataset.anchor);
    const moment = new Date(Date.parse(element.dataset.now) + passed);
    showTime(element, moment);
    showDurations(element, moment);
    const isTapped = document.querySelector(".punch.htmx-request");
    if (slept) refresh();
    else if (element.id === "clock" && !isTapped && Date.now() - lastRefresh > RETRY_AFTER && isOfAnotherDay(element, moment)) refresh();
  }

  function start() {
    window.clearInterval(timer);
    tick();
    timer = window.setInterval(tick, 1000);
  }

  // Fetches the panel again: during sleep, another device or a manager may have ended the shift.
  function refresh() {
    const panel = document.getElementById("clock");
    if (!window.htmx || !panel) {
      // The board polls by itself, and an offline wall screen must not lose its page.
      if (root() && !document.getElementById("board")) window.location.reload();
      return;
    }
    lastRefresh = Date.now();
    window.htmx.ajax("GET", window.location.pathname, { target: "#clock", select: "#clock", swap: "outerHTML" });
  }

  const isPunch = (event) => event.detail.requestConfig?.verb === "post";

  const inputValues = () => ({
    note: document.getElementById("clock-notes")?.value || "",
    location: document.getElementById("clock-location")?.value || "",
  });

  function restoreInput({ note: text, location }) {
    const note = document.getElementById("clock-notes");
    if (note && text) {
      note.value = text;
      note.closest("details").open = true;
    }
    const choice = document.getElementById("clock-location");
    // If the location has been closed since, keep the page's own choice.
    if (choice && location && choice.querySelector(`option[value="${CSS.escape(location)}"]`)) choice.value = location;
  }

  function show(id) {
    const notice = document.getElementById(id);
    notice?.removeAttribute("hidden");
    notice?.scrollIntoView({ block: "nearest" });
  }

  // The form's token is stale or the company was closed, so only a new page helps.
  function reloadOutdated() {
    const who = document.getElementById("clock")?.dataset.who;
    try {
      window.sessionStorage.setItem(STORAGE_KEY, JSON.stringify({ who, ...inputValues() }));
    } catch {
      // Without storage the page is reloaded all the same.
    }
    window.location.reload();
  }

  function resumeAfterReload() {
    const panel = document.getElementById("clock");
    if (!panel) return;
    try {
      const stored = JSON.parse(window.sessionStorage.getItem(STORAGE_KEY));
      window.sessionStorage.removeItem(STORAGE_KEY);
      if (!stored) return;
      // The token may be stale because someone else has signed in since.
      if (stored.who === panel.dataset.who) restoreInput(stored);
      show("clock-stale");
    } catch {
      // Without storage there is nothing to restore.
    }
  }

  function announce() {
    const panel = document.getElementById("clock");
    const announcement = document.getElementById("clock-said");
    if (panel && announcement) announcement.textContent = panel.dataset.said || "";
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) window.clearInterval(timer);
    else start();
  });

  // A page from the browser's history shows the time at which it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) refresh();
  });

  // In the capturing phase, because right after a swap htmx does not know the new form yet.
  document.addEventListener("submit", (event) => {
    if (!event.target.closest(".punch") || performance.now() - lastSwap > REST_AFTER_SWAP) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    hint("ignored");
    window.setTimeout(() => hint(""), HINT_SHOWN);
  }, true);

  // What happens to a tap, below the button; nothing for "".
  function hint(name) {
    const place = document.getElementById("clock-hint");
    if (place) place.textContent = place.dataset[name] ?? "";
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isPunch(event)) return;
    hint("saving");
    for (const id of ["clock-trouble", "clock-stale"]) {
      document.getElementById(id)?.setAttribute("hidden", "");
    }
  });

  // Removes the undo button when its time is over, because the server would refuse it.
  function watchUndo() {
    const offer = document.querySelector("[data-undo]");
    if (!offer || offer.dataset.until) return;
    const until = Date.now() + Number(offer.dataset.undo) * 1000;
    offer.dataset.until = String(until);
    window.setTimeout(() => {
      if (offer.classList.contains("htmx-request")) return;
      if (offer.contains(document.activeElement)) document.getElementById("clock-button")?.focus({ preventScroll: true });
      offer.remove();
    }, Number(offer.dataset.undo) * 1000);
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "clock") return;
    savedInput = inputValues();
    // Any other response is a whole page, such as the sign-in after the session has ended.
    if (event.detail.shouldSwap && !event.detail.xhr.responseText.includes('id="clock"')) {
      event.detail.shouldSwap = false;
      window.location.assign("/");
    }
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    start();
    watchUndo();
    if (!isPunch(event)) {
      restoreInput(savedInput);
      return;
    }
    lastSwap = performance.now();
    announce();
    document.getElementById("clock")?.setAttribute("data-fresh", "");
    document.getElementById("clock-button")?.focus({ preventScroll: true });
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (isPunch(event)) hint("");
  });

  for (const trouble of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(trouble, (event) => {
      if (!isPunch(event)) return;
      if ([403, 404].includes(event.detail.xhr?.status)) reloadOutdated();
      // Read-only: send it as a browser does without this script, and get the page that says so.
      else if (event.detail.xhr?.status === 423) event.detail.elt.submit();
      else show("clock-trouble");
    });
  }

  start();
  watchUndo();
  resumeAfterReload();
})();
