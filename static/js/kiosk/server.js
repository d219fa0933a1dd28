// Requests to the server. Each gives null where no answer counts: no network, or a server that fails.
import { kiosk } from "./state.js";
import { urls } from "./page.js";

const POST_TIMEOUT = 10000;
const STATE_TIMEOUT = 8000;

export async function post(url, data) {
  try {
    const response = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(data),
      headers: { "X-CSRFToken": kiosk.csrf, Accept: "application/json" },
      credentials: "same-origin",
      signal: AbortSignal.timeout(POST_TIMEOUT),
    });
    return { status: response.status, ...(await response.json()) };
  } catch {
    return null;
  }
}

// Who is in, and all that the kiosk works with. A tablet that is no longer paired gets that answer.
export async function fetchState() {
  try {
    const response = await fetch(urls.state, {
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      signal: AbortSignal.timeout(STATE_TIMEOUT),
    });
    const answer = await response.json();
    return response.ok || answer.paired === false ? answer : null;
  } catch {
    return null;
  }
}
