// On the sign-in page: this phone forgets who worked with it, and says how many taps wait.
// They are sent by the clock page, so that is where the sign-in leads unless it has another target.
import { attempt, openStore } from "../taps/store.js";

const phone = openStore("shiftbook-phone");
const notice = document.getElementById("taps-waiting");

async function tell() {
  if (!globalThis.indexedDB || !(await exists())) return;
  await attempt(() => phone.forget("profile"));
  const count = await attempt(phone.countTaps, 0);
  notice.hidden = !count;
  if (count) leadToClock();
  notice.querySelector("span").textContent = (count === 1 ? notice.dataset.one : notice.dataset.many).replace("{n}", count);
}

function leadToClock() {
  const form = document.querySelector("form.form");
  if (form.elements.next) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "next", value: "/" });
  form.append(field);
}

// Do not make a database in every browser that signs in.
async function exists() {
  const all = await attempt(() => indexedDB.databases(), [{ name: "shiftbook-phone" }]);
  return all.some(({ name }) => name === "shiftbook-phone");
}

tell();
