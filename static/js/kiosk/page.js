// The parts of the page, its texts and its URLs.

export const root = document.getElementById("kiosk");
export const urls = JSON.parse(root.dataset.urls);
export const words = JSON.parse(document.getElementById("kiosk-words").textContent);
export const part = (name) => document.getElementById(`kiosk-${name}`);

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
export const counted = (name, n) => (n === 1 ? words[`${name}_one`] : fill(words[name], { n }));

const TROUBLE_SHOWN = 8000;

// Show a notice, or hide it if the text is empty.
export function say(name, text) {
  const notice = part(name);
  notice.hidden = !text;
  notice.querySelector("span").textContent = text;
}

export function showTrouble(sentence) {
  say("trouble", sentence);
  setTimeout(() => say("trouble", ""), TROUBLE_SHOWN);
}
