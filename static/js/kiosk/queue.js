// The taps of a kiosk: kept on the tablet before they are sent, and sent one by one, in order, by
// one tab at a time.
import { kiosk, mark, STATE_AFTER } from "./state.js";
import { urls } from "./page.js";
import { addTap, allTaps, attempt, countTaps, forgetState, recallState, rememberState, removeTap } from "./store.js";
import { canSeal, seal } from "./seal.js";
import { post } from "./server.js";

const LOCK = "shiftbook-kiosk-queue";

export const canKeep = () => Boolean(canSeal() && kiosk.server.key);

// Say whether the tap lies on the tablet now.
export async function keep(tap, pin) {
  if (!canKeep()) return false;
  const secret = { pin, key: tap.key, employee: tap.employee };
  return attempt(async () => {
    await addTap({ ...tap, sealed: await seal(secret, kiosk.server.key) });
    return true;
  }, false);
}

export const countKept = async () => (canSeal() ? attempt(countTaps, 0) : 0);
export const recall = async () => (canSeal() ? ((await attempt(recallState)) ?? null) : null);

export async function remember() {
  if (canSeal()) await attempt(() => rememberState(kiosk.server));
}

export async function forget() {
  if (canSeal()) await attempt(forgetState);
}

// What was tapped here and is not sent yet counts, whatever the server knows.
export async function markKept() {
  if (!canSeal()) return;
  for (const { tap } of await attempt(allTaps, [])) mark(tap.employee, STATE_AFTER[tap.action]);
}

// Send what is kept and give the answers by the taps' keys; under "unpaired" that of a tablet that
// was removed. `tokens` are of taps just made, for which the PIN was checked.
export const send = (tokens) => attempt(() => alone(() => sendAll(tokens)), new Map());

// Only one of several tabs sends; where browsers have no locks the server's keys are enough.
const alone = (act) => (navigator.locks ? navigator.locks.request(LOCK, act) : act());

// Who has to wait after wrong PINs keeps their later taps waiting too, and nobody else's; so does
// a tap that gets no answer, and with a second one it is the network or the server.
async function sendAll(tokens) {
  const answers = new Map();
  const waiting = new Set();
  let unanswered = 0;
  for (const { id, tap } of await allTaps()) {
    if (waiting.has(tap.employee)) continue;
    const fresh = tokens.get(tap.key);
    const answer = await post(urls.punch, orderOf(tap, fresh));
    if (answer?.paired === false) {
      answers.set("unpaired", answer);
      break;
    }
    // Nobody saw it: sent again as a late tap it is left to the managers.
    const isUnseen = Boolean(fresh?.isGone && answer?.refusal);
    if (answer && [200, 409, 422].includes(answer.status) && !isUnseen) {
      await removeTap(id);
      answers.set(tap.key, answer);
      continue;
    }
    waiting.add(tap.employee);
    if (!answer && (unanswered += 1) > 1) break;
  }
  return answers;
}

function orderOf({ key, employee, action, kind, working, sealed, tapped, reckoned }, fresh) {
  const token = fresh && Date.now() < fresh.until ? fresh.token : null;
  const proof = token ? { token } : { sealed, tapped, reckoned: reckoned ?? "", sent: Date.now() };
  return { key, employee, action, kind: kind ?? "", working: working ?? "", ...proof };
}
