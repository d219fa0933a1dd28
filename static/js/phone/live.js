// The clock page while there is a network: it sends stored taps, and stores what cannot be sent.
import { root, urls } from "./page.js";
import { draw, panel, store } from "./panel.js";
import { sync } from "./queue.js";

const PROBE = 3000;
const PAUSE = 15000; // the network is there, but a tap has to wait
const ACTIONS = { [urls.in]: "in", [urls.out]: "out", [urls.break]: "break", [urls.back]: "back" };
const STATES = ["in", "out", "break"];
let canKeep = false;
let pending = null; // the tap that htmx is sending
let timer = 0;

// One after the other: an earlier answer must not undo what a later one has shown.
let checking = Promise.resolve();
const check = () => (checking = checking.then(checkOnce, checkOnce));

async function checkOnce() {
  clearTimeout(timer);
  const answer = await sync();
  // The page of a suspended company says so, and whom to turn to; stored taps wait.
  if (answer?.suspended) return window.location.reload();
  // Reloading leads to the new address; stored taps cannot go there, so their person is told first.
  if (answer?.moved && root.dataset.waiting === "0") return window.location.reload();
  panel.moved = answer?.moved ?? "";
  const wasAway = panel.isAway || panel.isSignedOut;
  panel.isAway = !answer && canKeep;
  panel.isSignedOut = Boolean(answer?.signedOut);
  if (answer?.profile) {
    panel.profile = answer.profile;
    canKeep ||= answer.keeps;
  }
  await draw();
  if (answer?.profile && (wasAway || answer.sent)) showNews();
  const isWaiting = root.dataset.waiting !== "0";
  if (panel.isAway || isWaiting || !navigator.onLine) timer = setTimeout(check, answer ? PAUSE : PROBE);
}

// So that the page without a network is in the language that the person has now.
function renewAwayPage() {
  if (!navigator.serviceWorker?.controller) return;
  fetch(urls.away, { credentials: "same-origin" }).catch(() => null);
}

// What counts now, from the server.
function showNews() {
  window.htmx?.ajax("GET", urls.clock, { target: "#clock", select: "#clock", swap: "outerHTML" });
}

function tapOf({ path, parameters }) {
  const { key, kind, location, notes, working } = parameters;
  return { key, action: ACTIONS[path], kind, location, notes, working, tapped: Date.now() };
}

async function keepPending(event) {
  if (!pending || !canKeep) return;
  event.stopImmediatePropagation();
  const tap = pending;
  pending = null;
  panel.isAway = true;
  const isKept = await store(tap);
  if (!isKept) document.getElementById("clock-trouble")?.removeAttribute("hidden");
  check();
}

// Before the listeners of clock.js, which would say that the tap may be lost.
window.addEventListener("htmx:configRequest", ({ detail }) => {
  pending = ACTIONS[detail.path] ? tapOf(detail) : null;
  if (pending && canKeep) detail.headers["X-Keeps-Taps"] = "yes";
}, true);
window.addEventListener("htmx:sendError", keepPending, true);
window.addEventListener("htmx:timeout", keepPending, true);
window.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) keepPending(event);
}, true);
window.addEventListener("htmx:afterSwap", () => {
  pending = null;
  const state = STATES.find((one) => document.querySelector(`.clock--${one}`));
  // At once, because the network may be away before the answer comes.
  if (panel.profile && state) panel.profile.state = state;
  check();
}, true);

// Signed out: the tap is stored, and sent after the sign-in.
window.addEventListener("htmx:beforeOnLoad", (event) => {
  const target = event.detail.xhr.getResponseHeader("HX-Redirect");
  if (!target || !pending || !canKeep) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  store(pending).then(() => window.location.assign(target));
}, true);

function begin() {
  if (!globalThis.indexedDB) return;
  root.hidden = false;
  navigator.serviceWorker?.register(urls.worker, { scope: urls.clock });
  window.addEventListener("online", check);
  window.addEventListener("offline", check);
  document.addEventListener("visibilitychange", () => document.hidden || check());
  check().then(renewAwayPage);
}

begin();
