// The kiosk's requests. Each returns null if there is no network, or if the server fails.
import { kiosk } from "./state.js";
import { urls } from "./page.js";
import { getState, postForm } from "../taps/post.js";

export const post = (url, data) => postForm(url, data, kiosk.csrf);

// Returns the kiosk's state. A tablet that is no longer paired gets a response that says so.
export async function fetchState() {
  const answer = await getState(urls.state);
  if (answer?.suspended) return answer;
  return answer?.status === 200 || answer?.paired === false ? answer : null;
}
