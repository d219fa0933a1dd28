// Keeps the kiosk and the server of one mind: asks who is in, sends what waits, notices the network.
import { forgetPerson, kiosk } from "./state.js";
import { counted, part, root, say, words } from "./page.js";
import { fetchState } from "./server.js";
import { countKept, forget, markKept, remember, send } from "./queue.js";
import { tick } from "./clock.js";
import { drawGrid } from "./grid.js";
import { show } from "./steps.js";

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
  if (!answer) return setOffline(true);
  kiosk.csrf = answer.csrf;
  delete answer.csrf;
  answer.skew = answer.now - Date.now();
  kiosk.server = answer;
  setOffline(false);
  // Another tab may have sent them, after we asked.
  if (waited || (await countKept())) {
    const answers = await sendKept(new Map());
    if (answers.get("unpaired")) return end(answers.get("unpaired").refusal);
    const again = waited || answers.size ? await fetchState() : null;
    if (again?.people) kiosk.server.people = again.people;
    await markKept();
  }
  await remember();
  drawFrame();
}

export function drawFrame() {
  part("place").textContent = kiosk.server.location;
  say("closed", kiosk.server.closed ? words.closed : "");
  tick();
  showWaiting();
  if (!root.dataset.step) {
    say("trouble", "");
    show("grid", "ask");
  }
  if (root.dataset.step === "grid") drawGrid();
}

// The manager has removed the tablet: no name stays on it.
export async function end(sentence) {
  clearTimeout(timer);
  const left = await countKept();
  kiosk.server = null;
  forgetPerson();
  for (const name of ["people", "question"]) part(name).replaceChildren();
  for (const name of ["who", "asks", "hello", "said"]) part(name).textContent = "";
  say("stated", "");
  await forget();
  for (const name of globalThis.caches ? await caches.keys() : []) await caches.delete(name);
  for (const name of ["waiting", "trouble", "closed"]) say(name, "");
  part("offline").hidden = true;
  part("end").textContent = left ? `${sentence} ${counted("lost", left)}` : sentence;
  show("ended", "end");
}
