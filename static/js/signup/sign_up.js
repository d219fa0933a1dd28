// Proves the browser's work before the form is sent. Whatever goes wrong, the form is sent without
// the proof: then the mail comes later.
const form = document.getElementById("sign-up");
const source = document.currentScript.dataset.work;
const LONGEST = 20_000; // milliseconds
let worker = null;

function stop() {
  worker?.terminate();
  worker = null;
}

function prove(text, bits) {
  return new Promise((resolve) => {
    const give = (number) => {
      stop();
      resolve(number);
    };
    setTimeout(give, LONGEST, "");
    try {
      worker = new Worker(source);
    } catch {
      give("");
      return;
    }
    worker.onerror = () => give("");
    worker.onmessage = ({ data }) => give(data);
    worker.postMessage({ text, bits });
  });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (worker) return; // pressed twice
  const { challenge, owner_email: email, proof } = form.elements;
  const button = form.querySelector("button[type=submit]");
  const words = button.textContent;
  button.textContent = form.dataset.busy;
  button.setAttribute("aria-disabled", "true");
  proof.value = await prove(`${challenge.value}:${email.value.trim()}`, Number(form.dataset.bits));
  form.submit();
  button.textContent = words;
  button.removeAttribute("aria-disabled");
});
