// Actions after the PIN: the choice, the tap, its confirmation, the undo.
import { kindOf, kiosk, mark, STATE_AFTER } from "./state.js";
import { fill, part, say, showTrouble, urls, words } from "./page.js";
import { post } from "./server.js";
import { keep, remember } from "./queue.js";
import { show, stay, toGrid } from "./steps.js";
import { end, refresh, sendKept, setOffline, showWaiting } from "./sync.js";
import { timeOf } from "./clock.js";
import { action as actionButton } from "./view.js";
import { newKey } from "../taps/key.js";

const PATIENCE = 8000;

export function choose({ name, actions, token, until, working, said }) {
  kiosk.identity = { name, actions, token, until, working };
  part("hello").textContent = fill(words.hello, { name });
  say("stated", said);
  const buttons = actions.map(({ action, kind }) =>
    actionButton(action, kindOf(kind), words, () => tap(action, kind)),
  );
  part("actions").replaceChildren(...buttons);
  part("doing").textContent = words.choose;
  show("choice", "hello");
}

async function tap(action, kind) {
  if (kiosk.busy) return;
  kiosk.busy = true;
  stay();
  for (const button of part("actions").children) button.disabled = true;
  part("doing").textContent = words.saving;
  const { person, identity, pin } = kiosk;
  const tapped = Date.now();
  const order = { key: newKey(), employee: person.id, action, kind, working: identity.working, notes: note(), tapped };
  // The server's time as far as known, so that the server notices if this clock is set before sending.
  order.reckoned = tapped + kiosk.server.skew;
  const isKept = await keep(order, pin);
  if (!isKept) return finish(await sendUnkept(order, identity), order, { person, identity, isKept });
  const fresh = identity.token ? new Map([[order.key, identity]]) : new Map();
  // Without a network, or after other stored taps, do not make the person wait.
  const answers = kiosk.offline ? new Map() : await Promise.race([sendKept(fresh), nothingAfter(PATIENCE)]);
  identity.isGone = true;
  if (answers.get("ended")) return end(answers.get("ended").refusal);
  finish(answers.get(order.key) ?? null, order, { person, identity, isKept });
}

// The server refuses the null character, and a tap must not be lost for it.
const note = () => part("notes").value.replaceAll("\0", "").trim();

const nothingAfter = (wait) => new Promise((resolve) => setTimeout(() => resolve(new Map()), wait));

async function sendUnkept({ key, employee, action, kind, working, notes }, { token }) {
  if (!token) return null; // The PIN has not been checked, and cannot be without a network.
  return post(urls.punch, { key, employee, action, kind: kind ?? "", working: working ?? "", notes, token });
}

async function finish(answer, { key, action, tapped }, { person, identity, isKept }) {
  kiosk.busy = false;
  kiosk.pin = "";
  if (answer?.refusal) {
    showTrouble(answer.refusal);
    toGrid();
    return refresh();
  }
  if (!answer && !isKept) {
    showTrouble(words.no_answer);
    return toGrid();
  }
  mark(person.id, answer?.state ?? STATE_AFTER[action]);
  const { readOnly } = kiosk.server;
  if (!answer) setOffline(!readOnly);
  await remember();
  const saved = fill(readOnly ? words.kept : words.saved, { name: identity.name, time: timeOf(tapped) });
  part("said").textContent = answer?.said ?? saved;
  const canUndo = answer && identity.until > Date.now();
  kiosk.undoable = canUndo ? { key, employee: person.id, token: identity.token } : null;
  part("undo").hidden = !kiosk.undoable;
  show("done", "said");
  showWaiting();
}

export async function undo() {
  if (kiosk.busy || !kiosk.undoable) return;
  kiosk.busy = true;
  stay();
  const undone = kiosk.undoable;
  const answer = await post(urls.undo, undone);
  kiosk.busy = false;
  kiosk.undoable = null;
  part("undo").hidden = true;
  if (answer?.state) mark(undone.employee, answer.state);
  part("said").textContent = answer?.said ?? answer?.refusal ?? words.no_answer;
  show("done", "said");
}
