// What the kiosk's page is drawn with: a name's card, the dots of a PIN, an action's button, the clock.
(() => {
  "use strict";

  function element(tag, className, text = "") {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  }

  function button(className, text, act) {
    const made = element("button", className, text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  // Someone of the grid, with a dot and a word for whether they are in.
  function card({ id, name, state }, words, act) {
    const line = document.createElement("li");
    const made = button(`pick pick--${state}`, "", act);
    made.dataset.person = id;
    const dot = element("span", "pick__dot");
    dot.setAttribute("aria-hidden", "true");
    const what = element("span", state === "out" ? "visually-hidden" : "pick__state", words[`state_${state}`]);
    made.append(dot, element("span", "pick__name", name), what);
    line.append(made);
    return line;
  }

  function dots(typed) {
    return Array.from({ length: Math.max(4, typed) }, (_, place) =>
      element("span", place < typed ? "pad__dot pad__dot--full" : "pad__dot"),
    );
  }

  // What someone can do; of a break the kind, if there is one.
  function action(name, kind, words, act) {
    const made = button(`act act--${name}`, words[name], act);
    if (kind) made.append(element("small", "", kind.paid ? `${kind.name} (${words.paid})` : kind.name));
    return made;
  }

  // Time and day in a zone; day before month, as the server's pages write it.
  function clock(moment, timeZone) {
    const language = document.documentElement.lang.replace(/^en$/, "en-GB");
    const time = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
    const day = { weekday: "long", day: "numeric", month: "long" };
    return [time, day].map((parts) => new Intl.DateTimeFormat(language, { ...parts, timeZone }).format(moment));
  }

  globalThis.kioskView = { action, card, clock, dots };
})();
