// Keeps the shown times going between answers of the server. The page works without this file.
(() => {
  "use strict";

  const STALE_AFTER = 5 * 60 * 1000;
  // A second tap of a double tap must not hit the button that has just changed its meaning.
  const REST_AFTER_SWAP = 800;
  const RETRY_AFTER = 60 * 1000;
  const LEFT = "shiftbook-left";
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let timer = 0;
  let lastTick = Date.now();
  let lastSwap = -Infinity;
  let lastRefresh = -Infinity;
  let kept = {};

  const root = () => document.querySelector("[data-now]");

  // The phone's clock may be wrong, so only its progress counts: server time at load, plus that.
  function anchor() {
    const element = root();
    if (element && !element.dataset.anchor) element.dataset.anchor = String(Date.now());
    return element;
  }

  function wallClock(moment, zone) {
    const parts = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
    return new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: zone }).format(moment);
  }

  // What the page says of "today" belongs to the company's day on which it was made.
  function isOfAnotherDay(element, moment) {
    try {
      const format = new Intl.DateTimeFormat("en-GB", { timeZone: element.dataset.zone });
      return format.format(moment) !== format.format(new Date(Date.parse(element.dataset.now)));
    } catch {
      return false;
    }
  }

  // As the template filter of this name writes it, in the words that `duration_words` hands over.
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
      return; // An unknown zone: the server's time stays.
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

  function showDurations(element, passed) {
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
    showDurations(element, passed);
    const isTapped = document.querySelector(".punch.htmx-request");
    if (slept) refresh();
    else if (element.id === "clock" && !isTapped && Date.now() - lastRefresh > RETRY_AFTER && isOfAnotherDay(element, moment)) refresh();
  }

  function start() {
    window.clearInterval(timer);
    tick();
    timer = window.setInterval(tick, 1000);
  }

  // Fetches the panel anew: after sleep, another device or a manager may have ended the shift.
  function refresh() {
    const panel = document.getElementById("clock");
    if (!window.htmx || !panel) {
      // The board looks by itself, and a wall screen that is offline must not lose its page.
      if (root() && !document.getElementById("board")) window.location.reload();
      return;
    }
    lastRefresh = Date.now();
    window.htmx.ajax("GET", window.location.pathname, { target: "#clock", select: "#clock", swap: "outerHTML" });
  }

  const isPunch = (event) => event.detail.requestConfig?.verb === "post";

  const filledIn = () => ({
    note: document.getElementById("clock-notes")?.value || "",
    place: document.getElementById("clock-location")?.value || "",
  });

  function putBack({ note: text, place }) {
    const note = document.getElementById("clock-notes");
    if (note && text) {
      note.value = text;
      note.closest("details").open = true;
    }
    const choice = document.getElementById("clock-location");
    // The place may have been closed meanwhile: then the page's own choice stays.
    if (choice && place && choice.querySelector(`option[value="${CSS.escape(place)}"]`)) choice.value = place;
  }

  function show(id) {
    const place = document.getElementById(id);
    place?.removeAttribute("hidden");
    place?.scrollIntoView({ block: "nearest" });
  }

  // The form is of no use any more: its token is stale or its company closed. Only a new page helps.
  function reloadOutdated() {
    const who = document.getElementById("clock")?.dataset.who;
    try {
      window.sessionStorage.setItem(LEFT, JSON.stringify({ who, ...filledIn() }));
    } catch {
      // Without storage the page is fresh all the same.
    }
    window.location.reload();
  }

  function resumeAfterReload() {
    const panel = document.getElementById("clock");
    if (!panel) return;
    try {
      const left = JSON.parse(window.sessionStorage.getItem(LEFT));
      window.sessionStorage.removeItem(LEFT);
      if (!left) return;
      // Someone else may have signed in meanwhile, which is one way to a stale token.
      if (left.who === panel.dataset.who) putBack(left);
      show("clock-stale");
    } catch {
      // No storage, nothing kept.
    }
  }

  function announce() {
    const panel = document.getElementById("clock");
    const place = document.getElementById("clock-said");
    if (panel && place) place.textContent = panel.dataset.said || "";
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) window.clearInterval(timer);
    else start();
  });

  // A page from the browser's history shows the time at which it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) refresh();
  });

  // In the capturing phase: right after a swap htmx does not know the new form yet.
  document.addEventListener("submit", (event) => {
    if (!event.target.closest(".punch") || performance.now() - lastSwap > REST_AFTER_SWAP) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isPunch(event)) return;
    for (const id of ["clock-trouble", "clock-stale"]) {
      document.getElementById(id)?.setAttribute("hidden", "");
    }
  });

  // The offer of an undo goes by itself: after that the server would refuse it.
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
    kept = filledIn();
    // Anything but a panel is a page of its own, such as the sign-in after the session ended.
    if (event.detail.shouldSwap && !event.detail.xhr.responseText.includes('id="clock"')) {
      event.detail.shouldSwap = false;
      window.location.assign("/");
    }
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    start();
    watchUndo();
    if (!isPunch(event)) {
      putBack(kept);
      return;
    }
    lastSwap = performance.now();
    announce();
    document.getElementById("clock")?.setAttribute("data-fresh", "");
    document.getElementById("clock-button")?.focus({ preventScroll: true });
  });

  for (const trouble of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(trouble, (event) => {
      if (!isPunch(event)) return;
      if ([403, 404].includes(event.detail.xhr?.status)) reloadOutdated();
      else show("clock-trouble");
    });
  }

  start();
  watchUndo();
  resumeAfterReload();
})();
