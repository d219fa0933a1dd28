// The state of the kiosk. All modules read and change this one object.

export const kiosk = {
  server: null, // the server's last response: location, people, kinds of break, key, zone, skew
  csrf: "",
  offline: false,
  busy: false, // during a request, when no other may start
  person: null, // the person who tapped their name
  pin: "",
  identity: null, // the person who typed their PIN: name, token, until, working
  undoable: null, // the tap that can be undone: key, employee, token
};

// A person's state after each action.
export const STATE_AFTER = { in: "in", back: "in", break: "break", out: "out" };

export function forgetPerson() {
  kiosk.person = kiosk.identity = kiosk.undoable = null;
  kiosk.pin = "";
}

// Set a person's state: "in", "break" or "out".
export function mark(employee, state) {
  const listed = kiosk.server.people.find(({ id }) => id === employee);
  if (listed) listed.state = state;
}

export const kindOf = (id) => kiosk.server.kinds.find((kind) => kind.id === id);
