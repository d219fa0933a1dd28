// The question about a shift that someone forgot to end, before they can choose an action.
import { kiosk, mark } from "./state.js";
import { fill, part, showTrouble, urls, words } from "./page.js";
import { post } from "./server.js";
import { show, toGrid } from "./steps.js";
import { end } from "./sync.js";
import { choose } from "./tap.js";

const TOKEN_LIFE = 45000;

// Continue with the server's response to a correct PIN.
export function welcome(answer) {
  const visit = { ...answer, until: Date.now() + TOKEN_LIFE };
  return visit.question ? ask(visit) : choose(visit);
}

function ask(visit) {
  part("asks").textContent = fill(words.hello, { name: visit.name });
  show("asked", "asks");
  const place = part("question");
  place.innerHTML = visit.question; // HTML rendered by the server
  for (const form of place.querySelectorAll("form")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answerQuestion(visit, Object.fromEntries(new FormData(form, event.submitter)));
    });
  }
  const still = place.querySelector("[data-working]");
  still?.addEventListener("click", () => choose({ ...visit, working: still.dataset.working }));
  place.querySelector("[aria-invalid]")?.focus();
}

async function answerQuestion(visit, fields) {
  if (kiosk.busy) return;
  kiosk.busy = true;
  const { person } = kiosk;
  const answer = await post(urls.answer, { ...fields, employee: person.id, token: visit.token });
  kiosk.busy = false;
  if (kiosk.person !== person) return; // They have gone back since.
  if (answer?.paired === false) return end(answer.refusal);
  if (answer?.status === 200) {
    mark(person.id, answer.state);
    return welcome(answer);
  }
  if (answer?.question) return ask({ ...visit, question: answer.question });
  showTrouble(answer?.refusal ?? words.no_answer);
  if (answer?.refusal) toGrid();
}
