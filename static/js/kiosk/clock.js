// The clock in the kiosk's head: the server's time, in the zone of the location.
import { kiosk } from "./state.js";
import { part } from "./page.js";

const TIME = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
const DAY = { weekday: "long", day: "numeric", month: "long" };

export function tick() {
  if (!kiosk.server) return;
  const { skew, zone } = kiosk.server;
  // Day before month, as on the server's pages.
  const language = document.documentElement.lang.replace(/^en$/, "en-GB");
  const written = (parts) => new Intl.DateTimeFormat(language, { ...parts, timeZone: zone }).format(Date.now() + skew);
  part("time").textContent = written(TIME);
  part("date").textContent = written(DAY);
}
