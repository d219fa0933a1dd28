// The taps of a kiosk: kept on the tablet before they are sent, sent one by one, in order, by one
// tab at a time. The PIN lies there sealed to the server's key, together with the tap it is for.
(() => {
  "use strict";

  const DATABASE = "shiftbook-kiosk";
  const LOCK = "shiftbook-kiosk-queue";
  const PATIENCE = 10000;
  let opened = null;

  function database() {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(DATABASE, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("taps", { autoIncrement: true });
        asked.result.createObjectStore("kept");
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    // Whatever was in the way, as a storage that was full or emptied, may not be the next time.
    opened.then((base) => (base.onclose = () => (opened = null)), () => (opened = null));
    return opened;
  }

  async function within(name, mode, act) {
    // Strict: on the disk before it is said to be, because a tablet may be switched off at any time.
    const store = (await database()).transaction(name, mode, { durability: "strict" }).objectStore(name);
    const asked = act(store);
    return new Promise((resolve, reject) => {
      store.transaction.oncomplete = () => resolve(asked?.result);
      store.transaction.onabort = () => reject(store.transaction.error);
    });
  }

  const remember = (name, value) => within("kept", "readwrite", (store) => store.put(value, name));
  const recall = (name) => within("kept", "readonly", (store) => store.get(name));
  const forget = (name) => within("kept", "readwrite", (store) => store.delete(name));
  const add = (tap) => within("taps", "readwrite", (store) => store.add(tap));
  const remove = (id) => within("taps", "readwrite", (store) => store.delete(id));
  const count = () => within("taps", "readonly", (store) => store.count());

  async function all() {
    const found = [];
    await within("taps", "readonly", (store) => {
      const asked = store.openCursor();
      asked.onsuccess = () => {
        if (!asked.result) return;
        found.push({ id: asked.result.primaryKey, tap: asked.result.value });
        asked.result.continue();
      };
    });
    return found;
  }

  const canSeal = () => Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);

  async function seal(secret, key) {
    const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const algorithm = { name: "RSA-OAEP", hash: "SHA-256" };
    const lock = await crypto.subtle.importKey("spki", bytes(key), algorithm, false, ["encrypt"]);
    const plain = new TextEncoder().encode(JSON.stringify(secret));
    const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, lock, plain));
    return btoa(String.fromCharCode(...sealed));
  }

  // An answer, or null where there is none that counts: no network, a server that fails.
  async function post(url, data, csrf) {
    try {
      const response = await fetch(url, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { "X-CSRFToken": csrf, Accept: "application/json" },
        credentials: "same-origin",
        signal: AbortSignal.timeout(PATIENCE),
      });
      return { status: response.status, ...(await response.json()) };
    } catch {
      return null;
    }
  }

  // Only one of several tabs sends; where browsers have no locks the server's keys are enough.
  function alone(act) {
    return navigator.locks ? navigator.locks.request(LOCK, act) : act();
  }

  // Send what is kept, oldest first. `tokens` are of taps just made, for which the PIN was checked.
  // Who has to wait after wrong PINs keeps their later taps waiting too, and nobody else's; so does
  // a tap that gets no answer, and with a second one it is the network or the server.
  function flush(url, csrf, tokens = new Map()) {
    return alone(async () => {
      const answers = new Map();
      const waiting = new Set();
      let unanswered = 0;
      for (const { id, tap } of await all()) {
        if (waiting.has(tap.employee)) continue;
        const fresh = tokens.get(tap.key);
        const token = fresh && Date.now() < fresh.until ? fresh.token : null;
        const { key, employee, action, kind, working, sealed, tapped, reckoned } = tap;
        const proof = token ? { token } : { sealed, tapped, reckoned: reckoned ?? "", sent: Date.now() };
        const order = { key, employee, action, kind: kind ?? "", working: working ?? "" };
        const answer = await post(url, { ...order, ...proof }, csrf);
        if (answer?.paired === false) {
          answers.set("unpaired", answer);
          break;
        }
        // Nobody saw it: it is asked for again as that of a late tap, and lies with the managers then.
        const isUnseen = Boolean(fresh?.isGone && answer?.refusal);
        if (answer && [200, 409, 422].includes(answer.status) && !isUnseen) {
          await remove(id);
          answers.set(key, answer);
          continue;
        }
        waiting.add(tap.employee);
        if (!answer && (unanswered += 1) > 1) break;
      }
      return answers;
    });
  }

  globalThis.kioskQueue = { add, all, canSeal, count, flush, forget, post, recall, remember, seal };
})();
