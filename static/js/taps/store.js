// Data that survives when the device is switched off: the unsent taps, and the last state.

export function openStore(name) {
  let opening = null;

  function database() {
    opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
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

  async function within(storeName, mode, run) {
    // Strict: completes only when the data is on disk, since a device can be switched off at any time.
    const base = await database();
    const store = base.transaction(storeName, mode, { durability: "strict" }).objectStore(storeName);
    const request = run(store);
    return new Promise((resolve, reject) => {
      store.transaction.oncomplete = () => resolve(request?.result);
      store.transaction.onabort = () => reject(store.transaction.error);
    });
  }

  // The unsent taps, oldest first.
  async function allTaps() {
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

  return {
    allTaps,
    addTap: (tap) => within("taps", "readwrite", (store) => store.add(tap)),
    removeTap: (id) => within("taps", "readwrite", (store) => store.delete(id)),
    countTaps: () => within("taps", "readonly", (store) => store.count()),
    remember: (key, value) => within("kept", "readwrite", (store) => store.put(value, key)),
    recall: (key) => within("kept", "readonly", (store) => store.get(key)),
    forget: (key) => within("kept", "readwrite", (store) => store.delete(key)),
  };
}

// If the storage is full or unavailable, the device works with the network alone.
export async function attempt(run, fallback) {
  try {
    return await run();
  } catch {
    return fallback;
  }
}
