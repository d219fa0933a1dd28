// What the tablet stores.
import { openStore } from "../taps/store.js";

const STATE = "state";
const tablet = openStore("shiftbook-kiosk");

export const { addTap, removeTap, countTaps, allTaps } = tablet;
export const rememberState = (state) => tablet.remember(STATE, state);
export const recallState = () => tablet.recall(STATE);
export const forgetState = () => tablet.forget(STATE);
