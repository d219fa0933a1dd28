// What the page is drawn with: a name's card, the dots of a PIN, the button of an action.

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function button(className, text = "") {
  const made = element("button", className, text);
  made.type = "button";
  return made;
}

// Someone of the grid, with a dot and a word for whether they are in.
export function card({ id, name, state }, words) {
  const line = document.createElement("li");
  const made = button(`pick pick--${state}`);
  made.dataset.person = id;
  const dot = element("span", "pick__dot");
  dot.setAttribute("aria-hidden", "true");
  const what = element("span", state === "out" ? "visually-hidden" : "pick__state", words[`state_${state}`]);
  made.append(dot, element("span", "pick__name", name), what);
  line.append(made);
  return line;
}

export function dots(typed) {
  return Array.from({ length: Math.max(4, typed) }, (_, place) =>
    element("span", place < typed ? "pad__dot pad__dot--full" : "pad__dot"),
  );
}

// What someone can do; of a break the kind, if there is one.
export function action(name, kind, words, act) {
  const made = button(`act act--${name}`, words[name]);
  if (kind) made.append(element("small", "", kind.paid ? `${kind.name} (${words.paid})` : kind.name));
  made.addEventListener("click", act);
  return made;
}
