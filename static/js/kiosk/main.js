// The kiosk's page: names, PIN, actions, confirmation. Without a network it works with the last
// known state, and queue.js stores the taps.
import { kiosk } from "./state.js";
import { part, root, say, urls, words } from "./page.js";
import { recall } from "./queue.js";
import { tick } from "./clock.js";
import { drawGrid } from "./grid.js";
import { goBack, goBackLater, toGrid } from "./steps.js";
import { drawFrame, refresh, setOffline } from "./sync.js";
import { undo } from "./tap.js";
import { backToActions, showHours } from "./hours.js";
import { askPin, enter, erase, type } from "./pad.js";

const isAt = (...steps) => steps.includes(root.dataset.step);

function typeKey(event) {
  if (!isAt("pin") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^[0-9]$/.test(event.key)) type(event.key);
  else if (event.key === "Backspace") erase();
  else if (event.key === "Enter" && !event.target.closest("button")) enter();
  else return;
  event.preventDefault();
}

function listenToTaps() {
  part("people").addEventListener("click", ({ target }) => {
    const name = target.closest("[data-person]");
    if (name) askPin(Number(name.dataset.person));
  });
  part("pad").addEventListener("click", ({ target }) => {
    const key = target.closest("[data-digit]");
    if (key) type(key.dataset.digit);
  });
  part("erase").addEventListener("click", erase);
  part("enter").addEventListener("click", enter);
  part("undo").addEventListener("click", undo);
  part("show-hours").addEventListener("click", showHours);
  part("hours-back").addEventListener("click", backToActions);
  part("search").addEventListener("input", drawGrid);
  for (const back of root.querySelectorAll("[data-back]")) back.addEventListener("click", goBack);
  document.addEventListener("keydown", typeKey);
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && isAt("pin", "asked", "choice", "hours", "done")) goBack();
  });
  // Typing restarts the timeout that returns to the grid.
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, () => {
      if (isAt("pin", "asked", "choice", "hours")) goBackLater();
    });
  }
}

function listenToNetwork() {
  window.addEventListener("online", refresh);
  window.addEventListener("offline", () => setOffline(true));
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
}

// Nobody's hours stay on a screen that was switched off, or in the browser's history.
function listenToLeaving() {
  const leave = () => isAt("hours") && toGrid();
  document.addEventListener("visibilitychange", () => document.hidden && leave());
  window.addEventListener("pagehide", leave);
}

async function begin() {
  listenToTaps();
  listenToNetwork();
  listenToLeaving();
  setInterval(tick, 1000);
  navigator.serviceWorker?.register(urls.worker, { scope: urls.page });
  navigator.storage?.persist?.();
  kiosk.server = await recall();
  if (kiosk.server) drawFrame();
  await refresh();
  if (!kiosk.server && !isAt("ended")) say("trouble", words.no_answer);
}

begin();
