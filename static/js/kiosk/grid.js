// The grid of names, with a search.
import { kiosk } from "./state.js";
import { part, words } from "./page.js";
import { card } from "./view.js";

let drawn = "";

// Small letters without accents, so that "alvaro" finds Álvaro.
const folded = (text) => text.toLocaleLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

export function drawGrid() {
  const query = folded(part("search").value.trim());
  const { people } = kiosk.server;
  const matching = people.filter(({ name }) => folded(name).includes(query));
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
