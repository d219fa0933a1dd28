// Someone's own hours, after their PIN: shown for a while, and kept nowhere.
import { kiosk } from "./state.js";
import { fill, part, say, urls, words } from "./page.js";
import { post } from "./server.js";
import { show, stay, toGrid } from "./steps.js";
import { end, setOffline } from "./sync.js";
import { choose } from "./tap.js";

export async function showHours() {
  if (kiosk.busy) return;
  const { person, identity } = kiosk;
  say("no-hours", "");
  // Without a network the PIN was not checked, and the hours are not here.
  if (!identity.token) return say("no-hours", words.hours_offline);
  kiosk.busy = true;
  stay();
  const answer = await post(urls.hours, { employee: person.id, token: identity.token });
  kiosk.busy = false;
  if (kiosk.person !== person) return; // They have gone back since.
  if (answer?.paired === false) return end(answer.refusal);
  if (answer?.status === 200) return fillIn(identity, answer.hours);
  if (!answer) setOffline(true);
  say("no-hours", answer?.refusal ?? words.hours_offline);
  show("choice", "hello");
}

function fillIn({ name }, html) {
  part("whose").textContent = fill(words.hours_of, { name });
  part("sums").innerHTML = html; // HTML rendered by the server
  show("hours", "whose");
}

export function backToActions() {
  if (!kiosk.identity) return toGrid();
  part("sums").replaceChildren();
  choose(kiosk.identity);
}
