// The taps of a kiosk: stored on the tablet before they are sent.
import { kiosk, mark, STATE_AFTER } from "./state.js";
import { urls } from "./page.js";
import { addTap, allTaps, countTaps, forgetState, recallState, rememberState, removeTap } from "./store.js";
import { attempt } from "../taps/store.js";
import { canSeal, seal } from "./seal.js";
import { post } from "./server.js";
import { deliver, timesOf, withLock } from "../taps/delivery.js";

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

// Send the stored taps and return the responses by the taps' keys, and under "ended" the response
// to a removed tablet. `tokens` holds the identities of new taps, whose PIN was checked.
export const send = (tokens) => attempt(() => withLock(LOCK, () => sendAll(tokens)), new Map());

async function sendAll(tokens) {
  return deliver(await allTaps(), {
    send: (tap) => post(urls.punch, orderOf(tap, tokens.get(tap.key))),
    remove: removeTap,
    ends: (answer) => answer.paired === false,
    // The person did not see the refusal: keep the tap, so that managers see it as a late one.
    isUnseen: (tap, answer) => Boolean(tokens.get(tap.key)?.isGone && answer.refusal),
  });
}

function orderOf(tap, fresh) {
  const { key, employee, action, kind, working, notes, sealed } = tap;
  const token = fresh && Date.now() < fresh.until ? fresh.token : null;
  const proof = token ? { token } : { sealed, ...timesOf(tap) };
  return { key, employee, action, kind: kind ?? "", working: working ?? "", notes: notes ?? "", ...proof };
}
