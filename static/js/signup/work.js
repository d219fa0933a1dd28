// The work that keeps robots away, in a thread of its own: looks for a number whose hash, after the
// seed, begins with so many zero bits (operations/signup/proof.py). SHA-256 is written out here,
// because browsers offer theirs on https alone, and far too slowly for many short texts.
const K = new Uint32Array(64);
const START = new Uint32Array(8);
{
  // The fractions of the roots of the first primes, as the standard defines them.
  const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
  for (let n = 2, found = 0; found < 64; n += 1) {
    let isPrime = true;
    for (let d = 2; d * d <= n; d += 1) isPrime &&= n % d !== 0;
    if (isPrime) {
      K[found] = fraction(Math.cbrt(n));
      if (found < 8) START[found] = fraction(Math.sqrt(n));
      found += 1;
    }
  }
}
const words = new Uint32Array(64);

function compress(state, block) {
  for (let t = 0; t < 16; t += 1) words[t] = block[t];
  for (let t = 16; t < 64; t += 1) {
    const x = words[t - 15], y = words[t - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[t] = words[t - 16] + s0 + words[t - 7] + s1;
  }
  let a = state[0], b = state[1], c = state[2], d = state[3];
  let e = state[4], f = state[5], g = state[6], h = state[7];
  for (let t = 0; t < 64; t += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + s1 + ((e & f) ^ (~e & g)) + K[t] + words[t]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  return Uint32Array.of(
    state[0] + a, state[1] + b, state[2] + c, state[3] + d,
    state[4] + e, state[5] + f, state[6] + g, state[7] + h,
  );
}

// The blocks of a text, with the padding.
function blocks(bytes) {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, bytes.length * 8);
  return Array.from({ length: padded.length / 64 }, (_, block) =>
    Uint32Array.from({ length: 16 }, (_, word) => view.getUint32(block * 64 + word * 4)));
}

const encode = (text) => new TextEncoder().encode(text);
const hex = (state) => [...state].map((word) => word.toString(16).padStart(8, "0")).join("");

onmessage = ({ data: { text, bits } }) => {
  const seed = hex(blocks(encode(text)).reduce(compress, START));
  const first = compress(START, blocks(encode(seed))[0]);
  const rest = new Uint32Array(16);
  for (let number = 0; ; number += 1) {
    const digits = String(number);
    rest.fill(0);
    for (let at = 0; at < digits.length; at += 1) {
      rest[at >> 2] |= digits.charCodeAt(at) << (24 - 8 * (at & 3));
    }
    rest[digits.length >> 2] |= 0x80 << (24 - 8 * (digits.length & 3));
    rest[15] = (64 + digits.length) * 8;
    if (compress(first, rest)[0] >>> (32 - bits) === 0) {
      postMessage(String(number));
      return;
    }
  }
};
