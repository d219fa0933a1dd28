// The clock in the kiosk's head: the server's time, in the zone of the location.
import { kiosk } from "./state.js";
import { part } from "./page.js";

const TIME = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
const DAY = { weekday: "long", day: "numeric", month: "long" };

// Day before month, as on the server's pages.
const language = () => document.documentElement.lang.replace(/^en$/, "en-GB");

function written(moment, parts) {
  const { skew, zone } = kiosk.server;
  return new Intl.DateTimeFormat(language(), { ...parts, timeZone: zone }).format(moment + skew);
}

// The time of day at a moment of this tablet's clock.
export const timeOf = (moment) => written(moment, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export function tick() {
  if (!kiosk.server) return;
  part("time").textContent = written(Date.now(), TIME);
  part("date").textContent = written(Date.now(), DAY);
}
