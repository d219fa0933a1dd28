// The PIN pad, for the person who tapped their name.
import { kiosk } from "./state.js";
import { counted, part, say, urls, words } from "./page.js";
import { post } from "./server.js";
import { canKeep } from "./queue.js";
import { show } from "./steps.js";
import { end, setOffline } from "./sync.js";
import { choose } from "./tap.js";
import { welcome } from "./question.js";
import { dots } from "./view.js";

const SHORTEST = 4;
const LONGEST = 6;

export function askPin(id) {
  const listed = kiosk.server.people.find((person) => person.id === id);
  if (!listed) return; // The list has changed and is about to be drawn again.
  // A new object each time, so that a late response for an earlier attempt is recognised.
  kiosk.person = { ...listed };
  kiosk.pin = "";
  drawPin();
  say("refusal", "");
  part("who").textContent = kiosk.person.name;
  show("pin", "who");
  if (listed.pin === false) tellOfMissingPin(kiosk.person);
}

// The server knows whom to ask, and whether there is a PIN by now.
async function tellOfMissingPin(person) {
  say("refusal", words.no_pin);
  const answer = await post(urls.identify, { employee: person.id, pin: "" });
  if (kiosk.person !== person || kiosk.pin || kiosk.busy) return; // They type, or have gone back.
  if (answer?.no_pin) say("refusal", answer.refusal);
  else if (answer?.refusal) say("refusal", "");
}

function drawPin() {
  const { length } = kiosk.pin;
  part("dots").replaceChildren(...dots(length));
  part("typed").textContent = length ? counted("digits", length) : "";
  part("enter").disabled = kiosk.busy;
  part("hint").textContent = kiosk.busy ? words.checking : words.type_pin;
}

export function type(digit) {
  if (kiosk.busy || kiosk.pin.length >= LONGEST) return;
  kiosk.pin += digit;
  drawPin();
}

export function erase() {
  if (kiosk.busy) return;
  kiosk.pin = kiosk.pin.slice(0, -1);
  drawPin();
}

export async function enter() {
  if (kiosk.busy || kiosk.pin.length < SHORTEST) return;
  kiosk.busy = true;
  drawPin();
  const { person } = kiosk;
  const answer = await post(urls.identify, { employee: person.id, pin: kiosk.pin });
  kiosk.busy = false;
  if (kiosk.person !== person) return; // They have gone back since.
  drawPin();
  if (answer?.status === 200) return welcome(answer);
  if (answer?.paired === false) return end(answer.refusal);
  if (answer?.refusal) {
    kiosk.pin = "";
    drawPin();
    return say("refusal", answer.refusal);
  }
  setOffline(!kiosk.server.readOnly);
  if (!canKeep()) return say("refusal", words.no_answer);
  choose({ name: person.first ?? person.name, actions: kiosk.server.actions[person.state] });
}
