// What the page shows about the network and about stored taps, and the clock without a network.
import { counted, fill, part, root, say, timeOf, words } from "./page.js";
import { allTaps, dismiss, keep, recallProfile, refusals, stateAfter } from "./queue.js";
import { newKey } from "../taps/key.js";

// A second tap of a double tap must not hit the button that has just changed its meaning.
const REST_AFTER_TAP = 800;

// `profile` is what the server last said about the person; null if nobody was signed in.
export const panel = { profile: null, isAway: false, isSignedOut: false, isBusy: false, moved: "" };
let restsUntil = 0;
let drawn = "";

export async function draw() {
  panel.profile ??= await recallProfile();
  const [taps, refused] = await Promise.all([allTaps(), refusals()]);
  // Without a pause from here on: the notice must not stand beside the clock that it replaces.
  const { profile } = panel;
  const own = taps.filter(({ tap }) => tap.employee === profile?.who);
  const others = taps.length - own.length;
  part("offline").hidden = !panel.isAway;
  say("moved", panel.moved);
  say("waiting", own.length && !panel.isSignedOut ? counted("waiting", own.length) : "");
  say("signin", panel.isSignedOut && taps.length ? counted("sign_in", taps.length) : "");
  say("others", others && profile && !panel.isSignedOut ? counted("others", others) : "");
  root.dataset.waiting = String(taps.length);
  drawRefused(profile, refused);
  drawClock(profile, own);
}

function drawRefused(profile, refused) {
  const own = refused.filter(({ employee }) => employee === profile?.who);
  const list = part("refused");
  // Not again while somebody presses the button, or has the focus on it.
  if (list.dataset.shown === own.map(({ key }) => key).join()) return;
  list.dataset.shown = own.map(({ key }) => key).join();
  const items = own.map(({ key, action, tapped, refusal }) => {
    const item = document.createElement("li");
    item.className = "notice notice--error";
    const text = document.createElement("span");
    const values = { action: words[action], time: timeOf(tapped, profile), reason: refusal };
    text.textContent = fill(words.refused, values);
    const button = part("dismiss").content.firstElementChild.cloneNode(true);
    button.addEventListener("click", async () => {
      await dismiss(key);
      draw();
    });
    item.append(text, button);
    return item;
  });
  list.replaceChildren(...items);
}

function drawClock(profile, own) {
  const isShown = panel.isAway || (panel.isSignedOut && own.length > 0);
  if (isShown && !part("clock")) root.append(part("away").content.cloneNode(true));
  if (!isShown) part("clock")?.remove();
  document.getElementById("clock")?.toggleAttribute("hidden", isShown);
  if (!isShown) return;
  part("acts").hidden = !profile;
  if (!profile) return void (part("state").textContent = words.unknown);
  const state = stateAfter(profile.state, own);
  part("state").textContent = fill(words[`state_${state}`], profile);
  drawPlaces(profile, state);
  drawActions(profile, state);
}

// Only if they have changed: a press on a button that is replaced meanwhile would be lost.
function drawActions({ actions, kinds }, state) {
  const place = part("actions");
  const shown = JSON.stringify([state, actions[state], kinds]);
  if (place.children.length && shown === drawn) return;
  drawn = shown;
  const hadFocus = place.contains(document.activeElement);
  place.replaceChildren(...actions[state].map((one) => button(one, kinds)));
  if (hadFocus) place.firstElementChild?.focus({ preventScroll: true });
}

function drawPlaces({ places, place }, state) {
  const select = part("place");
  part("where").hidden = places.length < 2 || state !== "out";
  if (select.options.length > 1) return;
  for (const { id, name } of places) select.add(new Option(name, id, false, id === place));
}

function button({ action, kind }, kinds) {
  const created = document.createElement("button");
  created.type = "button";
  created.className = `away__act away__act--${action}`;
  created.textContent = words[action];
  const known = kinds.find(({ id }) => id === kind);
  if (known) {
    const label = document.createElement("small");
    label.textContent = known.paid ? `${known.name} (${words.paid})` : known.name;
    created.append(label);
  }
  created.addEventListener("click", () => tap(action, kind));
  return created;
}

async function tap(action, kind) {
  if (panel.isBusy || performance.now() < restsUntil) return ignore();
  const needsPlace = !part("where").hidden;
  const location = needsPlace ? part("place").value : String(panel.profile.place ?? "");
  if (needsPlace && !location) return say("said", words.place);
  panel.isBusy = true;
  const notes = part("notes").value.replaceAll("\0", "").trim();
  await store({ key: newKey(), action, kind, location: action === "in" ? location : "", notes });
  panel.isBusy = false;
}

// Beside what was said of the first tap.
function ignore() {
  const said = part("said").textContent.trim();
  if (!said.endsWith(words.ignored)) say("said", `${said} ${words.ignored}`.trim());
}

// Store a tap that was made now or, with `tapped`, a moment ago. Returns whether it is stored.
export async function store(order) {
  const { profile } = panel;
  const tapped = order.tapped ?? Date.now();
  const tap = { ...order, employee: profile.who, tapped, reckoned: tapped + profile.skew };
  const isKept = await keep(tap);
  await draw();
  restsUntil = performance.now() + REST_AFTER_TAP;
  if (!part("clock")) return isKept;
  if (isKept) part("notes").value = "";
  const values = { action: words[order.action], time: timeOf(tapped, profile) };
  say("said", isKept ? fill(words.kept, values) : words.full);
  return isKept;
}
