// Elements of the page: a person's card, the dots of a PIN, the button of an action.

function element(tag, className, text = "") {
  const created = document.createElement(tag);
  created.className = className;
  created.textContent = text;
  return created;
}

function button(className, text = "") {
  const created = element("button", className, text);
  created.type = "button";
  return created;
}

// A person on the grid, with a dot and a text for their state.
export function card({ id, name, state }, words) {
  const item = document.createElement("li");
  const pick = button(`pick pick--${state}`);
  pick.dataset.person = id;
  const dot = element("span", "pick__dot");
  dot.setAttribute("aria-hidden", "true");
  const stateText = element("span", state === "out" ? "visually-hidden" : "pick__state", words[`state_${state}`]);
  pick.append(dot, element("span", "pick__name", name), stateText);
  item.append(pick);
  return item;
}

export function dots(typed) {
  return Array.from({ length: Math.max(4, typed) }, (_, place) =>
    element("span", place < typed ? "pad__dot pad__dot--full" : "pad__dot"),
  );
}

// The button of an action; for a break it names the kind.
export function action(name, kind, words, onClick) {
  const created = button(`act act--${name}`, words[name]);
  if (kind) created.append(element("small", "", kind.paid ? `${kind.name} (${words.paid})` : kind.name));
  created.addEventListener("click", onClick);
  return created;
}
