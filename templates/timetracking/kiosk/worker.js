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
  const response = await inTime(request).catch(() => null);
  if (response && response.status < 500) {
    // What cannot be kept, because the tablet is full, can be shown all the same.
    await keep(request, response).catch(() => null);
    return response;
  }
  // A server that fails, or is being renewed, is as good as none.
  const kept = await caches.match(name, { cacheName: KEPT.store });
  return kept ?? response ?? Response.error();
}

async function fetchAndKeep(request) {
  const response = await fetch(request);
  // Otherwise this worker would take the place of one that has all that it needs.
  if (!response.ok) throw new Error(`${request.url}: ${response.status}`);
  return keep(request, response);
}

self.addEventListener("install", (event) => {
  const all = [...KEPT.assets, KEPT.page].map((name) => new Request(name, { credentials: "same-origin" }));
  event.waitUntil(Promise.all(all.map(fetchAndKeep)));
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
