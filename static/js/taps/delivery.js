// Sends stored taps one by one, in order, by one tab at a time.

const FINAL = [200, 409, 422];

// Only one of several tabs sends. In browsers without locks, the taps' keys prevent duplicates.
export const withLock = (name, run) => (navigator.locks ? navigator.locks.request(name, run) : run());

// Send `taps`, and return the responses by the taps' keys. `send` posts one tap; `remove` deletes
// it after a final response, unless `isUnseen` says that it has to be sent again. `ends` recognises
// a response after which nothing else can be sent; it is returned under "ended".
//
// A tap without a final response, such as after too many wrong PINs, delays only the later taps of
// the same person. After two taps without any response, the network or the server is down.
export async function deliver(taps, { send, remove, ends, isUnseen = () => false }) {
  const answers = new Map();
  const waiting = new Set();
  let unanswered = 0;
  for (const { id, tap } of taps) {
    if (waiting.has(tap.employee)) continue;
    const answer = await send(tap);
    if (answer && ends(answer)) {
      answers.set("ended", answer);
      break;
    }
    if (answer && FINAL.includes(answer.status) && !isUnseen(tap, answer)) {
      await remove(id, tap, answer);
      answers.set(tap.key, answer);
      continue;
    }
    waiting.add(tap.employee);
    if (!answer && (unanswered += 1) > 1) break;
  }
  return answers;
}

// When the tap was made and sent by this clock, and made by the server's as far as known, so that
// the server notices if this clock is set before sending.
export const timesOf = ({ tapped, reckoned }) => ({ tapped, reckoned: reckoned ?? "", sent: Date.now() });
