// A PIN that waits on the tablet is sealed to the server's key, together with the tap it is for.

export const canSeal = () => Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);

export async function seal(secret, key) {
  const bytes = Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0));
  const algorithm = { name: "RSA-OAEP", hash: "SHA-256" };
  const publicKey = await crypto.subtle.importKey("spki", bytes, algorithm, false, ["encrypt"]);
  const plain = new TextEncoder().encode(JSON.stringify(secret));
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, publicKey, plain));
  return btoa(String.fromCharCode(...sealed));
}
