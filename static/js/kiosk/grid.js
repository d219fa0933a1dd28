// The grid of names, with a search.
import { kiosk } from "./state.js";
import { part, words } from "./page.js";
import { card } from "./view.js";

export function drawGrid() {
  const query = part("search").value.trim().toLocaleLowerCase();
  const { people } = kiosk.server;
  const matching = people.filter(({ name }) => name.toLocaleLowerCase().includes(query));
  part("people").replaceChildren(...matching.map((person) => card(person, words)));
  const emptyText = people.length ? words.nobody : words.empty;
  part("nobody").textContent = matching.length ? "" : emptyText;
}
