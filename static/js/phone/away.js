// The page that stands for the clock while there is no network.
import { draw, panel } from "./panel.js";
import { root, urls } from "./page.js";
import { sync } from "./queue.js";

const PROBE = 3000;

async function probe() {
  const answer = await sync();
  panel.isAway = !answer;
  panel.isSignedOut = Boolean(answer?.signedOut);
  panel.moved = answer?.moved ?? "";
  await draw();
  const isKeeping = (panel.isSignedOut || panel.moved) && root.dataset.waiting !== "0";
  if (answer && !isKeeping) return leave();
  setTimeout(probe, PROBE);
}

// The page that was asked for.
function leave() {
  if (location.pathname === urls.away) location.replace(urls.clock);
  else location.reload();
}

root.hidden = false;
panel.isAway = true;
await draw();
// Not at once: if only the page asked for fails, it must not be asked for without a pause.
setTimeout(probe, PROBE);
