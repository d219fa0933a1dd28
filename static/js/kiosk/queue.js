// The taps of a kiosk: stored on the tablet before they are sent, and sent one by one, in order, by
// one tab at a time.
import { kiosk, mark, STATE_AFTER } from "./state.js";
import { urls } from "./page.js";
import { addTap, allTaps, attempt, countTaps, forgetState, recallState, rememberState, removeTap } from "./store.js";
import { canSeal, seal } from "./seal.js";
import { post } from "./server.js";

const LOCK = "shiftbook-kiosk-queue";

export const canKeep = () => Boolean(canSeal() && kiosk.server.key);

// Store a tap; return whether it is stored.
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

// Unsent taps on this tablet override the state that the server reports.
export async function markKept() {
  if (!canSeal()) return;
  for (const { tap } of await attempt(allTaps, [])) mark(tap.employee, STATE_AFTER[tap.action]);
}

// Send the stored taps and return the responses by the taps' keys, and under "unpaired" the response
// to a removed tablet. `tokens` holds the identities of new taps, whose PIN was checked.
export const send = (tokens) => attempt(() => withLock(() => sendAll(tokens)), new Map());

// Only one of several tabs sends. In browsers without locks, the taps' keys prevent duplicates.
const withLock = (run) => (navigator.locks ? navigator.locks.request(LOCK, run) : run());

// A tap without a final response, such as after too many wrong PINs, delays only the later taps of
// the same person. After two taps without any response, the network or the server is down.
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
    // The person did not see the refusal: keep the tap, so that managers see it as a late one.
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
