// What the tablet keeps when it is switched off: the taps that are not sent yet, and the last state.

const DATABASE = "shiftbook-kiosk";
let opening = null;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("taps", { autoIncrement: true });
      request.result.createObjectStore("kept");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  // What was in the way, such as a storage that was full or emptied, may be gone the next time.
  opening.then((base) => (base.onclose = () => (opening = null)), () => (opening = null));
  return opening;
}

async function within(name, mode, act) {
  // Strict: on the disk before it is said to be, because a tablet may be switched off at any time.
  const store = (await database()).transaction(name, mode, { durability: "strict" }).objectStore(name);
  const request = act(store);
  return new Promise((resolve, reject) => {
    store.transaction.oncomplete = () => resolve(request?.result);
    store.transaction.onabort = () => reject(store.transaction.error);
  });
}

export const rememberState = (state) => within("kept", "readwrite", (store) => store.put(state, "state"));
export const recallState = () => within("kept", "readonly", (store) => store.get("state"));
export const forgetState = () => within("kept", "readwrite", (store) => store.delete("state"));
export const addTap = (tap) => within("taps", "readwrite", (store) => store.add(tap));
export const removeTap = (id) => within("taps", "readwrite", (store) => store.delete(id));
export const countTaps = () => within("taps", "readonly", (store) => store.count());

// The taps that are not sent yet, oldest first.
export async function allTaps() {
  const taps = [];
  await within("taps", "readonly", (store) => {
    const request = store.openCursor();
    request.onsuccess = () => {
      if (!request.result) return;
      taps.push({ id: request.result.primaryKey, tap: request.result.value });
      request.result.continue();
    };
  });
  return taps;
}

// A tablet whose storage is full or shut goes on with the network alone.
export async function attempt(act, otherwise) {
  try {
    return await act();
  } catch {
    return otherwise;
  }
}
