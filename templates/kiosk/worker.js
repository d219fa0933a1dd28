// Keeps the kiosk's frame and files, so that the page comes up without a network. Never an answer
// about people: those go past it.
"use strict";

const KEPT = JSON.parse('{{ kept_json|escapejs }}');
const PATIENCE = 4000;

const inTime = (request) => fetch(request, { signal: AbortSignal.timeout(PATIENCE) });

async function keep(request, response) {
  const store = await caches.open(KEPT.store);
  const isPage = new URL(request.url).pathname === KEPT.page;
  // The page of a tablet that is paired no more must not come back.
  if (isPage && response.headers.get("X-Kiosk") !== "paired") return store.delete(KEPT.page);
  if (response.ok) return store.put(isPage ? KEPT.page : request, response.clone());
}

async function answer(request, name) {
  try {
    const response = await inTime(request);
    await keep(request, response);
    return response;
  } catch (error) {
    const store = await caches.open(KEPT.store);
    const kept = await store.match(name);
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("install", (event) => {
  const all = [...KEPT.assets, KEPT.page].map((name) => new Request(name, { credentials: "same-origin" }));
  event.waitUntil(Promise.all(all.map(async (request) => keep(request, await fetch(request)))));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("kiosk-") && name !== KEPT.store);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (path === KEPT.page) event.respondWith(answer(request, KEPT.page));
  else if (KEPT.assets.includes(path)) event.respondWith(answer(request, path));
});
