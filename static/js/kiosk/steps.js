// The steps of a visit: shows one, and returns to the names after a timeout.
import { forgetPerson, kiosk } from "./state.js";
import { part, root, say } from "./page.js";
import { drawGrid } from "./grid.js";

const STEPS = ["grid", "pin", "asked", "choice", "hours", "done", "ended"];
const IDLE = 25000;
const REMEMBERING = 90000;
const READING = 30000;
const SHOWN = 4000;
const UNDO = 8000;
let timer = 0;

export function show(step, heading) {
  for (const name of STEPS) part(name).hidden = name !== step;
  part(heading).focus({ preventScroll: true });
  root.dataset.step = step;
  goBackLater();
}

export function goBackLater() {
  stay();
  const waits = { pin: IDLE, asked: REMEMBERING, choice: IDLE, hours: READING, done: kiosk.undoable ? UNDO : SHOWN };
  const wait = waits[root.dataset.step];
  if (wait) timer = setTimeout(toGrid, wait);
}

// Stop the timeout until the next step is shown.
export function stay() {
  clearTimeout(timer);
}

export function goBack() {
  // Not while a tap is being sent: its confirmation would appear to the next person.
  if (!kiosk.busy || root.dataset.step !== "choice") toGrid();
}

// Nothing about a person stays on the page after their visit.
export function clearTraces() {
  part("notes").value = "";
  part("memo").open = false;
  for (const name of ["question", "sums", "actions"]) part(name).replaceChildren();
  for (const name of ["who", "asks", "hello", "whose", "said"]) part(name).textContent = "";
  for (const name of ["refusal", "stated", "no-hours"]) say(name, "");
}

export function toGrid() {
  forgetPerson();
  clearTraces();
  kiosk.busy = false;
  part("search").value = "";
  drawGrid();
  show("grid", "ask");
}
