// The parts of the page about taps that the phone keeps, its texts and its URLs.

export const root = document.getElementById("phone");
export const urls = JSON.parse(root.dataset.urls);
export const words = JSON.parse(root.dataset.words);
export const part = (name) => document.getElementById(`phone-${name}`);

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
export const counted = (name, n) => (n === 1 ? words[`${name}_one`] : fill(words[name], { n }));

// Show a notice, or hide it if the text is empty.
export function say(name, text) {
  const notice = part(name);
  notice.hidden = !text;
  notice.querySelector("span").textContent = text;
}

// The time of day at a moment of this phone's clock, in the zone of the shift.
export function timeOf(moment, { zone, skew }) {
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: zone }).format(moment + skew);
}
