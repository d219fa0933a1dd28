// The greeting, and before all else the question about a shift that someone forgot to end.
import { kiosk, mark } from "./state.js";
import { fill, part, showTrouble, urls, words } from "./page.js";
import { post } from "./server.js";
import { show, toGrid } from "./steps.js";
import { end } from "./sync.js";
import { choose } from "./tap.js";

const TOKEN_LIFE = 45000;

// Go on with what the server says of someone whose PIN is right.
export function welcome(answer) {
  const welcomed = { ...answer, until: Date.now() + TOKEN_LIFE };
  return welcomed.question ? ask(welcomed) : choose(welcomed);
}

function ask(welcomed) {
  part("asks").textContent = fill(words.hello, { name: welcomed.name });
  show("asked", "asks");
  const place = part("question");
  place.innerHTML = welcomed.question; // a piece of page that the server has drawn
  for (const form of place.querySelectorAll("form")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answerQuestion(welcomed, Object.fromEntries(new FormData(form, event.submitter)));
    });
  }
  const still = place.querySelector("[data-working]");
  still?.addEventListener("click", () => choose({ ...welcomed, working: still.dataset.working }));
  place.querySelector("[aria-invalid]")?.focus();
}

async function answerQuestion(welcomed, fields) {
  if (kiosk.busy) return;
  kiosk.busy = true;
  const { person } = kiosk;
  const answer = await post(urls.answer, { ...fields, employee: person.id, token: welcomed.token });
  kiosk.busy = false;
  if (kiosk.person !== person) return; // Gone back meanwhile.
  if (answer?.paired === false) return end(answer.refusal);
  if (answer?.status === 200) {
    mark(person.id, answer.state);
    return welcome(answer);
  }
  if (answer?.question) return ask({ ...welcomed, question: answer.question });
  showTrouble(answer?.refusal ?? words.no_answer);
  if (answer?.refusal) toGrid();
}
