// The names of those who belong here, with a search.
import { kiosk } from "./state.js";
import { part, words } from "./page.js";
import { card } from "./view.js";

export function drawGrid() {
  const sought = part("search").value.trim().toLocaleLowerCase();
  const { people } = kiosk.server;
  const matching = people.filter(({ name }) => name.toLocaleLowerCase().includes(sought));
  part("people").replaceChildren(...matching.map((person) => card(person, words)));
  const nobody = people.length ? words.nobody : words.empty;
  part("nobody").textContent = matching.length ? "" : nobody;
}
