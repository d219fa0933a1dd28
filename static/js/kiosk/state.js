// What the kiosk knows and where it stands. All modules read and change this one object.

export const kiosk = {
  server: null, // what the server last said: location, people, kinds of break, key, zone, skew
  csrf: "",
  offline: false,
  busy: false, // a request is on its way, and another must not start
  person: null, // who tapped their name
  pin: "",
  identity: null, // who typed their PIN: name, token, until, working
  undoable: null, // the tap that can be undone: key, employee, token
};

// What someone is after each action.
export const STATE_AFTER = { in: "in", back: "in", break: "break", out: "out" };

export function forgetPerson() {
  kiosk.person = kiosk.identity = kiosk.undoable = null;
  kiosk.pin = "";
}

// Say what someone is now: "in", "break" or "out".
export function mark(employee, state) {
  const listed = kiosk.server.people.find(({ id }) => id === employee);
  if (listed) listed.state = state;
}

export const kindOf = (id) => kiosk.server.kinds.find((kind) => kind.id === id);
