// Makes or uses a passkey for the form that asks for one, and sends the form with the answer.

const toBytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

const toText = (buffer) => {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

const withBytes = (list = []) => list.map((one) => ({ ...one, id: toBytes(one.id) }));

async function create(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
    },
  });
  return answer(made, ["clientDataJSON", "attestationObject"]);
}

async function get(options) {
  const signed = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: withBytes(options.allowCredentials),
    },
  });
  return answer(signed, ["clientDataJSON", "authenticatorData", "signature"]);
}

function answer(credential, parts) {
  const response = parts.map((part) => [part, toText(credential.response[part])]);
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(response),
  });
}

const acts = { create, get };

function offer(form) {
  const start = form.querySelector("[data-passkey-start]");
  const error = form.querySelector("[data-passkey-error]");
  const field = form.querySelector('input[name$="passkey"]');

  async function ask(event) {
    event.preventDefault();
    error.hidden = true;
    if (form.dataset.passkey === "create" && !form.reportValidity()) return;
    start.disabled = true;
    try {
      field.value = await acts[form.dataset.passkey](JSON.parse(form.dataset.options));
      form.submit();
    } catch {
      // Cancelled, timed out, or this device has no such passkey: people may try again.
      error.hidden = false;
      start.disabled = false;
    }
  }

  start.hidden = false;
  const missing = form.querySelector("[data-passkey-missing]");
  if (missing) missing.hidden = true;
  start.addEventListener("click", ask);
}

if (globalThis.PublicKeyCredential) {
  document.querySelectorAll("form[data-passkey]").forEach(offer);
}
