// The grid of names, with a search.
import { kiosk } from "./state.js";
import { part, words } from "./page.js";
import { card } from "./view.js";

// Small letters without accents, so that "alvaro" finds Álvaro.
const folded = (text) => text.toLocaleLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

export function drawGrid() {
  const query = folded(part("search").value.trim());
  const { people } = kiosk.server;
  const matching = people.filter(({ name }) => folded(name).includes(query));
  part("people").replaceChildren(...matching.map((person) => card(person, words)));
  const emptyText = people.length ? words.nobody : words.empty;
  part("nobody").textContent = matching.length ? "" : emptyText;
}
