// Seals a stored PIN with the server's public key, together with the key of its tap.

export const canSeal = () => Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);

export async function seal(secret, key) {
  const bytes = Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0));
  const algorithm = { name: "RSA-OAEP", hash: "SHA-256" };
  const publicKey = await crypto.subtle.importKey("spki", bytes, algorithm, false, ["encrypt"]);
  const plain = new TextEncoder().encode(JSON.stringify(secret));
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, publicKey, plain));
  return btoa(String.fromCharCode(...sealed));
}
