// Requests to the server. Each returns null if there is no network, or if the server fails.
import { kiosk } from "./state.js";
import { urls } from "./page.js";

const POST_TIMEOUT = 10000;
const STATE_TIMEOUT = 8000;

const isRefusedToAll = (response) => response.headers.get("Content-Type") === "application/problem+json";

export async function post(url, data) {
  try {
    const response = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(data),
      headers: { "X-CSRFToken": kiosk.csrf, Accept: "application/json" },
      credentials: "same-origin",
      signal: AbortSignal.timeout(POST_TIMEOUT),
    });
    const answer = { status: response.status, ...(await response.json()) };
    // The company is suspended or read-only, so this was not read at all: as if there were no network.
    return isRefusedToAll(response) ? null : answer;
  } catch {
    return null;
  }
}

// Returns the kiosk's state. A tablet that is no longer paired gets a response that says so.
export async function fetchState() {
  try {
    const response = await fetch(urls.state, {
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      signal: AbortSignal.timeout(STATE_TIMEOUT),
    });
    const answer = await response.json();
    if (isRefusedToAll(response)) return { suspended: answer.detail };
    return response.ok || answer.paired === false ? answer : null;
  } catch {
    return null;
  }
}
