// Synchronises with the server: fetches the state, sends stored taps, detects a lost network.
import { forgetPerson, kiosk } from "./state.js";
import { counted, part, root, say, words } from "./page.js";
import { fetchState } from "./server.js";
import { countKept, forget, markKept, remember, send } from "./queue.js";
import { tick } from "./clock.js";
import { drawGrid } from "./grid.js";
import { clearTraces, show } from "./steps.js";

const REFRESH = 20000;
const PROBE = 3000;
let timer = 0;

export function setOffline(isOffline) {
  kiosk.offline = isOffline;
  part("offline").hidden = !isOffline;
  clearTimeout(timer);
  timer = setTimeout(refresh, isOffline ? PROBE : REFRESH);
}

export async function showWaiting() {
  const waiting = await countKept();
  say("waiting", waiting ? counted("waiting", waiting) : "");
  root.dataset.waiting = String(waiting);
}

export async function sendKept(tokens) {
  const answers = await send(tokens);
  showWaiting();
  return answers;
}

export async function refresh() {
  const waited = await countKept();
  const answer = await fetchState();
  if (answer?.paired === false) return end(answer.refusal);
  if (answer?.suspended) return pause(answer.suspended);
  if (!answer) return setOffline(true);
  resume();
  kiosk.csrf = answer.csrf;
  delete answer.csrf;
  answer.skew = answer.now - Date.now();
  kiosk.server = answer;
  setOffline(false);
  // Even if none is left: another tab may have sent them after we fetched the state.
  if (waited || (await countKept())) {
    const answers = await sendKept(new Map());
    if (answers.get("ended")) return end(answers.get("ended").refusal);
    const newState = waited || answers.size ? await fetchState() : null;
    if (newState?.people) kiosk.server.people = newState.people;
    await markKept();
  }
  await remember();
  drawFrame();
}

export function drawFrame() {
  part("place").textContent = kiosk.server.location;
  const { closed, readOnly } = kiosk.server;
  say("closed", (closed && words.closed) || (readOnly && words.read_only) || "");
  tick();
  showWaiting();
  if (!root.dataset.step) {
    say("trouble", "");
    show("grid", "ask");
  }
  if (root.dataset.step === "grid") drawGrid();
}

// The company is suspended: show only that, and keep the taps until it is served again.
function pause(sentence) {
  setOffline(false);
  part("offline").hidden = true;
  for (const name of ["trouble", "closed"]) say(name, "");
  part("end").textContent = sentence;
  part("pair").hidden = true;
  if (root.dataset.step !== "ended") show("ended", "end");
  showWaiting();
}

function resume() {
  if (!part("pair").hidden) return;
  part("pair").hidden = false;
  delete root.dataset.step;
}

// A manager has revoked the kiosk: delete all names from the tablet.
export async function end(sentence) {
  clearTimeout(timer);
  const unsent = await countKept();
  kiosk.server = null;
  forgetPerson();
  clearTraces();
  part("people").replaceChildren();
  await forget();
  for (const name of globalThis.caches ? await caches.keys() : []) await caches.delete(name);
  for (const name of ["waiting", "trouble", "closed"]) say(name, "");
  part("offline").hidden = true;
  part("end").textContent = unsent ? `${sentence} ${counted("lost", unsent)}` : sentence;
  show("ended", "end");
}
