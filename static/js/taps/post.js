// Requests to the server. Each returns null if there is no network, or if the server fails.

const POST_TIMEOUT = 10000;
const STATE_TIMEOUT = 8000;

// The company is suspended or read-only: the request was not read at all, so a tap is kept as if
// there were no network.
const isRefusedToAll = (response) => response.headers.get("Content-Type") === "application/problem+json";

export async function postForm(url, data, csrf) {
  try {
    const response = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(data),
      headers: { "X-CSRFToken": csrf, Accept: "application/json" },
      credentials: "same-origin",
      signal: AbortSignal.timeout(POST_TIMEOUT),
    });
    const answer = { status: response.status, ...(await response.json()) };
    return isRefusedToAll(response) ? null : answer;
  } catch {
    return null;
  }
}

export async function getState(url) {
  try {
    const response = await fetch(url, {
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(STATE_TIMEOUT),
    });
    const answer = { status: response.status, ...(await response.json()) };
    return isRefusedToAll(response) ? { ...answer, suspended: answer.detail } : answer;
  } catch {
    return null;
  }
}
