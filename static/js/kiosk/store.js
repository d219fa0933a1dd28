// Data that survives when the tablet is switched off: the unsent taps, and the last state.

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
  // Open the database again after an error, such as a full or cleared storage, which may be temporary.
  opening.then((base) => (base.onclose = () => (opening = null)), () => (opening = null));
  return opening;
}

async function within(name, mode, run) {
  // Strict: completes only when the data is on disk, since a tablet can be switched off at any time.
  const store = (await database()).transaction(name, mode, { durability: "strict" }).objectStore(name);
  const request = run(store);
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

// The unsent taps, oldest first.
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

// If the storage is full or unavailable, the tablet works with the network alone.
export async function attempt(run, fallback) {
  try {
    return await run();
  } catch {
    return fallback;
  }
}
