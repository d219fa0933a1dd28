// The taps that the phone keeps. Each is bound to the person who made it, and is sent only while
// they are signed in; the server checks that too.
import { urls } from "./page.js";
import { attempt, openStore } from "../taps/store.js";
import { deliver, timesOf, withLock } from "../taps/delivery.js";
import { getState, postForm } from "../taps/post.js";

const LOCK = "shiftbook-phone-queue";
const PROFILE = "profile";
const REFUSED = "refused";
const STATE_AFTER = { in: "in", back: "in", break: "break", out: "out" };
const phone = openStore("shiftbook-phone");

export const recallProfile = async () => (await attempt(() => phone.recall(PROFILE))) ?? null;
export const allTaps = () => attempt(phone.allTaps, []);
export const refusals = async () => (await attempt(() => phone.recall(REFUSED))) ?? [];

// Return whether it is stored.
export const keep = (tap) => attempt(async () => Boolean(await phone.addTap(tap)), false);

export async function dismiss(key) {
  const others = (await refusals()).filter((one) => one.key !== key);
  await attempt(() => phone.remember(REFUSED, others));
}

// The person's state once their stored taps have counted.
export const stateAfter = (state, taps) => taps.reduce((_, { tap }) => STATE_AFTER[tap.action], state);

// Ask the server who is signed in, and send their taps. Returns null without a network, else
// whether someone is signed in (`profile`), how many taps were sent, and if the phone can store any;
// or that nobody is, or that the company is `suspended`, or the sentence that it has `moved`.
export async function sync() {
  const answer = await fetchProfile();
  if (!answer) return null;
  if (answer.signedOut || answer.suspended || answer.moved) return answer;
  const { profile, csrf } = answer;
  const own = (await allTaps()).filter(({ tap }) => tap.employee === profile.who);
  if (!own.length) return { profile, sent: 0, keeps: await remember(profile) };
  const answers = await attempt(() => withLock(LOCK, () => sendAll(profile.who, csrf)), new Map());
  if (answers.get("ended")?.signed_out) return { signedOut: true };
  const latest = (await fetchProfile())?.profile ?? profile;
  return { profile: latest, sent: answers.size, keeps: await remember(latest) };
}

async function fetchProfile() {
  const answer = await getState(urls.state);
  if (answer?.signed_out) return { signedOut: true };
  // With another status the server is being updated, which counts as no network.
  if (answer?.suspended && answer.status === 403) return { suspended: true };
  if (answer?.suspended && answer.status === 410) return { moved: answer.suspended };
  if (answer?.status !== 200) return null;
  const { csrf, status, ...profile } = answer;
  return { csrf, profile: { ...profile, skew: profile.now - Date.now() } };
}

const remember = (profile) => attempt(async () => {
  await phone.remember(PROFILE, profile);
  return true;
}, false);

// Read again within the lock: another tab may have sent them.
async function sendAll(who, csrf) {
  const own = (await allTaps()).filter(({ tap }) => tap.employee === who);
  return deliver(own, {
    send: (tap) => postForm(urls.late, orderOf(tap), csrf),
    remove: settle,
    ends: (answer) => Boolean(answer.signed_out || answer.is_other),
  });
}

function orderOf(tap) {
  const { key, employee, action, kind, working, location, notes } = tap;
  const fields = { kind, working, location, notes };
  const filled = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? ""]));
  return { key, employee, action, ...filled, ...timesOf(tap) };
}

// A refused tap is shown until the person has read it.
async function settle(id, { key, employee, action, tapped }, { refusal }) {
  if (refusal) {
    const others = (await refusals()).filter((one) => one.key !== key);
    await phone.remember(REFUSED, [...others, { key, employee, action, tapped, refusal }]);
  }
  await phone.removeTap(id);
}
