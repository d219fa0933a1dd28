// The kiosk's page: names, PIN, what to do, goodbye. Works on from what it knows when the network
// drops; what was tapped then is kept by kiosk-queue.js.
(() => {
  "use strict";

  const queue = globalThis.kioskQueue;
  const view = globalThis.kioskView;
  const root = document.getElementById("kiosk");
  const urls = JSON.parse(root.dataset.urls);
  const words = JSON.parse(document.getElementById("kiosk-words").textContent);
  const by = (id) => document.getElementById(`kiosk-${id}`);
  const STEPS = ["grid", "pin", "asked", "choice", "done", "ended"];
  const REFRESH = 20000;
  const PROBE = 3000;
  const IDLE = 25000;
  const REMEMBERING = 90000;
  const SHOWN = 4000;
  const UNDO = 8000;
  const TOKEN_LIFE = 45000;
  const AFTER = { in: "in", back: "in", break: "break", out: "out" };

  let state = null;
  let csrf = "";
  let offline = false;
  let person = null;
  let pin = "";
  let identity = null;
  let undoable = null;
  let busy = false;
  let timer = 0;
  let next = 0;

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const counted = (name, n) => (n === 1 ? words[`${name}_one`] : fill(words[name], { n }));
  // A tablet whose storage is full or shut goes on with the network alone.
  const stored = async (act, otherwise) => {
    try {
      return await act();
    } catch {
      return otherwise;
    }
  };
  const newKey = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };

  function say(id, text) {
    const place = by(id);
    place.hidden = !text;
    place.querySelector("span").textContent = text;
  }

  function trouble(sentence) {
    say("trouble", sentence);
    setTimeout(() => say("trouble", ""), 2 * SHOWN);
  }

  function show(step, heading) {
    for (const name of STEPS) by(name).hidden = name !== step;
    by(heading).focus({ preventScroll: true });
    root.dataset.step = step;
    goBackLater();
  }

  function goBackLater() {
    clearTimeout(timer);
    const waits = { pin: IDLE, asked: REMEMBERING, choice: IDLE, done: undoable ? UNDO : SHOWN };
    const wait = waits[root.dataset.step];
    if (wait) timer = setTimeout(toGrid, wait);
  }

  // Not while a tap is on its way: its answer would come up before whoever is next.
  function goBack() {
    if (!busy || root.dataset.step !== "choice") toGrid();
  }

  function toGrid() {
    person = identity = undoable = null;
    pin = "";
    busy = false;
    by("search").value = "";
    by("question").replaceChildren();
    say("refusal", "");
    draw();
    show("grid", "ask");
  }

  // --- The grid ---

  function draw() {
    const sought = by("search").value.trim().toLocaleLowerCase();
    const shown = state.people.filter(({ name }) => name.toLocaleLowerCase().includes(sought));
    by("people").replaceChildren(...shown.map((one) => view.card(one, words, () => askPin(one))));
    const none = state.people.length ? words.nobody : words.empty;
    by("nobody").textContent = shown.length ? "" : none;
  }

  function mark(employee, is) {
    const listed = state.people.find(({ id }) => id === employee);
    if (listed) listed.state = is;
  }

  // --- The PIN ---

  function askPin(one) {
    // Another object each time: what was asked for the one before is not for this one.
    person = { ...one };
    pin = "";
    drawPin();
    say("refusal", "");
    by("who").textContent = one.name;
    show("pin", "who");
  }

  function drawPin() {
    by("dots").replaceChildren(...view.dots(pin.length));
    by("typed").textContent = pin ? counted("digits", pin.length) : "";
    by("enter").disabled = busy;
  }

  function type(digit) {
    if (busy || pin.length >= 6) return;
    pin += digit;
    drawPin();
  }

  function erase() {
    if (busy) return;
    pin = pin.slice(0, -1);
    drawPin();
  }

  async function enter() {
    if (busy || pin.length < 4) return;
    busy = true;
    drawPin();
    const asked = person;
    const answer = await queue.post(urls.identify, { employee: asked.id, pin }, csrf);
    busy = false;
    if (person !== asked) return; // Gone back meanwhile.
    drawPin();
    if (answer?.status === 200) return welcome(answer);
    if (answer?.paired === false) return end(answer.refusal);
    if (answer?.refusal) {
      pin = "";
      drawPin();
      return say("refusal", answer.refusal);
    }
    lost(true);
    if (!queue.canSeal() || !state.key) return say("refusal", words.no_answer);
    choose({ name: asked.name, actions: state.actions[asked.state] });
  }

  // --- The shift that they forgot to end ---

  function welcome(answer) {
    const found = { ...answer, until: Date.now() + TOKEN_LIFE };
    return found.question ? askAbout(found) : choose(found);
  }

  function askAbout(asked) {
    by("asks").textContent = fill(words.hello, { name: asked.name });
    show("asked", "asks");
    globalThis.kioskQuestion.put(by("question"), asked.question, {
      answer: (said) => stateEnd(asked, said),
      working: (shift) => choose({ ...asked, working: shift }),
    });
  }

  async function stateEnd(asked, said) {
    if (busy) return;
    busy = true;
    const who = person;
    const answer = await queue.post(urls.answer, { ...said, employee: who.id, token: asked.token }, csrf);
    busy = false;
    if (person !== who) return; // Gone back meanwhile.
    if (answer?.paired === false) return end(answer.refusal);
    if (answer?.status === 200) {
      mark(who.id, answer.state);
      return welcome(answer);
    }
    if (answer?.question) return askAbout({ ...asked, question: answer.question });
    trouble(answer?.refusal ?? words.no_answer);
    if (answer?.refusal) toGrid();
  }

  // --- What to do ---

  function choose({ name, actions, token, until, working, said }) {
    identity = { name, token, until, working };
    by("hello").textContent = fill(words.hello, { name });
    say("stated", said);
    by("actions").replaceChildren(...actions.map(actionButton));
    show("choice", "hello");
  }

  function actionButton({ action, kind }) {
    const found = state.kinds.find(({ id }) => id === kind);
    return view.action(action, found, words, () => tap(action, kind));
  }

  async function tap(action, kind) {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    for (const button of by("actions").children) button.disabled = true;
    const [who, known, typed] = [person, identity, pin];
    const tapped = Date.now();
    const made = { key: newKey(), employee: who.id, action, kind, working: known.working, tapped };
    // By the server's clock, as far as is known: if ours is set before this is sent, they differ.
    made.reckoned = tapped + state.skew;
    made.kept = await keep(made, typed);
    if (!made.kept) return finish(await direct(made, known), who, known, made);
    const fresh = known.token ? new Map([[made.key, known]]) : new Map();
    // Without a network, or behind taps that wait, nobody stands here until all of it is sent.
    const answers = offline ? new Map() : await Promise.race([send(fresh), after(8000)]);
    known.isGone = true;
    if (answers.get("unpaired")) return end(answers.get("unpaired").refusal);
    finish(answers.get(made.key) ?? null, who, known, made);
  }

  // Say whether the tap lies on the tablet now.
  async function keep(made, typed) {
    if (!queue.canSeal() || !state.key) return false;
    const secret = { pin: typed, key: made.key, employee: made.employee };
    return stored(async () => {
      await queue.add({ ...made, sealed: await queue.seal(secret, state.key) });
      return true;
    }, false);
  }

  const after = (wait) => new Promise((resolve) => setTimeout(() => resolve(new Map()), wait));

  async function direct({ key, employee, action, kind, working }, { token }) {
    if (!token) return null; // The PIN is not checked, and there is no network to do it.
    const order = { key, employee, action, kind: kind ?? "", working: working ?? "" };
    return queue.post(urls.punch, { ...order, token }, csrf);
  }

  async function finish(answer, who, known, { action, key, kept }) {
    busy = false;
    pin = "";
    if (answer?.refusal) {
      trouble(answer.refusal);
      toGrid();
      return refresh();
    }
    if (!answer && !kept) {
      trouble(words.no_answer);
      return toGrid();
    }
    mark(who.id, answer?.state ?? AFTER[action]);
    if (!answer) lost(true);
    await remember();
    by("said").textContent = answer?.said ?? fill(words.saved, { name: known.name });
    undoable = answer && known.until > Date.now() ? { key, employee: who.id, token: known.token } : null;
    by("undo").hidden = !undoable;
    show("done", "said");
    tellWaiting();
  }

  async function takeBack() {
    if (busy || !undoable) return;
    busy = true;
    clearTimeout(timer);
    const asked = undoable;
    const answer = await queue.post(urls.undo, asked, csrf);
    busy = false;
    undoable = null;
    by("undo").hidden = true;
    if (answer?.state) mark(asked.employee, answer.state);
    by("said").textContent = answer?.said ?? answer?.refusal ?? words.no_answer;
    show("done", "said");
  }

  // --- The network ---

  function lost(is) {
    offline = is;
    by("offline").hidden = !is;
    schedule();
  }

  async function send(tokens) {
    const answers = await stored(() => queue.flush(urls.punch, csrf, tokens), new Map());
    tellWaiting();
    return answers;
  }

  const countKept = async () => (queue.canSeal() ? stored(queue.count, 0) : 0);

  async function tellWaiting() {
    const waiting = await countKept();
    say("waiting", waiting ? counted("waiting", waiting) : "");
    root.dataset.waiting = String(waiting);
  }

  async function remember() {
    if (queue.canSeal()) await stored(() => queue.remember("state", state));
  }

  // What was tapped here and is not sent yet is so, whatever the server knows.
  async function overlay() {
    if (!queue.canSeal()) return;
    for (const { tap: kept } of await stored(queue.all, [])) mark(kept.employee, AFTER[kept.action]);
  }

  async function ask() {
    try {
      const response = await fetch(urls.state, {
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        signal: AbortSignal.timeout(8000),
      });
      const answer = await response.json();
      if (answer.paired === false) return answer;
      return response.ok ? answer : null;
    } catch {
      return null;
    }
  }

  async function refresh() {
    const waited = await countKept();
    const answer = await ask();
    if (answer?.paired === false) return end(answer.refusal);
    if (!answer) return lost(true);
    csrf = answer.csrf;
    delete answer.csrf;
    answer.skew = answer.now - Date.now();
    state = answer;
    lost(false);
    // Another tab may have sent them, after we asked.
    if (waited || (await countKept())) {
      const answers = await send(new Map());
      if (answers.get("unpaired")) return end(answers.get("unpaired").refusal);
      const again = waited || answers.size ? await ask() : null;
      if (again?.people) state.people = again.people;
      await overlay();
    }
    await remember();
    frame();
  }

  function schedule() {
    clearTimeout(next);
    next = setTimeout(refresh, offline ? PROBE : REFRESH);
  }

  function frame() {
    by("place").textContent = state.location;
    say("closed", state.closed ? words.closed : "");
    tick();
    tellWaiting();
    if (!root.dataset.step) {
      say("trouble", "");
      show("grid", "ask");
    }
    if (root.dataset.step === "grid") draw();
  }

  // The manager has removed the tablet: no name stays on it.
  async function end(sentence) {
    clearTimeout(next);
    const left = await countKept();
    state = person = identity = null;
    pin = "";
    by("people").replaceChildren();
    for (const id of ["who", "asks", "hello", "said"]) by(id).textContent = "";
    by("question").replaceChildren();
    say("stated", "");
    if (queue.canSeal()) await stored(() => queue.forget("state"));
    for (const name of globalThis.caches ? await caches.keys() : []) await caches.delete(name);
    for (const id of ["waiting", "trouble", "closed"]) say(id, "");
    by("offline").hidden = true;
    by("end").textContent = left ? `${sentence} ${counted("lost", left)}` : sentence;
    show("ended", "end");
  }

  function tick() {
    if (!state) return;
    const [time, day] = view.clock(Date.now() + state.skew, state.zone);
    by("time").textContent = time;
    by("date").textContent = day;
  }

  function pressed(event) {
    if (root.dataset.step !== "pin" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[0-9]$/.test(event.key)) type(event.key);
    else if (event.key === "Backspace") erase();
    else if (event.key === "Enter" && !event.target.closest("button")) enter();
    else return;
    event.preventDefault();
  }

  function listen() {
    for (const key of root.querySelectorAll("[data-digit]")) {
      key.addEventListener("click", () => type(key.dataset.digit));
    }
    by("erase").addEventListener("click", erase);
    by("enter").addEventListener("click", enter);
    by("undo").addEventListener("click", takeBack);
    by("search").addEventListener("input", draw);
    for (const back of root.querySelectorAll("[data-back]")) back.addEventListener("click", goBack);
    document.addEventListener("keydown", pressed);
    document.addEventListener("keydown", ({ key }) => {
      if (key === "Escape" && ["pin", "asked", "choice", "done"].includes(root.dataset.step)) goBack();
    });
    // Whoever is still typing is not sent back.
    for (const kind of ["pointerdown", "keydown"]) {
      document.addEventListener(kind, () => {
        if (["pin", "asked", "choice"].includes(root.dataset.step)) goBackLater();
      });
    }
    window.addEventListener("online", refresh);
    window.addEventListener("offline", () => lost(true));
    document.addEventListener("visibilitychange", () => document.hidden || refresh());
  }

  async function begin() {
    listen();
    setInterval(tick, 1000);
    navigator.serviceWorker?.register(urls.worker, { scope: urls.page });
    navigator.storage?.persist?.();
    state = queue.canSeal() ? ((await stored(() => queue.recall("state"))) ?? null) : null;
    if (state) frame();
    await refresh();
    if (!state && root.dataset.step !== "ended") say("trouble", words.no_answer);
  }

  begin();
})();
