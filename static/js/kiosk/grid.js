// The grid of names, with a search.
import { kiosk } from "./state.js";
import { part, words } from "./page.js";
import { card } from "./view.js";

let drawn = "";

// Without accents, which few people type on a tablet.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

export function drawGrid() {
  const query = plain(part("search").value.trim());
  const { people } = kiosk.server;
  const matching = people.filter(({ name }) => plain(name).includes(query));
  drawNames(matching);
  const emptyText = people.length ? words.nobody : words.empty;
  part("nobody").textContent = matching.length ? "" : emptyText;
}

// Only if they have changed: a press on a name that is replaced meanwhile would be lost.
function drawNames(matching) {
  const list = part("people");
  const shown = JSON.stringify(matching);
  if (shown === drawn && list.children.length === matching.length) return;
  drawn = shown;
  const focused = document.activeElement?.dataset?.person;
  list.replaceChildren(...matching.map((person) => card(person, words)));
  if (focused) list.querySelector(`[data-person="${focused}"]`)?.focus({ preventScroll: true });
}
