// Caches one page and its files, so that it starts without a network. Responses about people are
// never cached: the worker does not handle those requests, or passes them on.
"use strict";

const CONFIG = JSON.parse('{{ kept_json|escapejs }}');
const PATIENCE = 4000;

const inTime = (request) => fetch(request, { signal: AbortSignal.timeout(PATIENCE) });

async function keep(request, response) {
  const store = await caches.open(CONFIG.store);
  const isPage = new URL(request.url).pathname === CONFIG.page;
  // The page of a tablet that is no longer paired must not stay in the cache.
  if (isPage && !response.headers.has("X-Kept")) return store.delete(CONFIG.page);
  if (response.ok) return store.put(isPage ? CONFIG.page : request, response.clone());
}

async function answer(request, name) {
  const response = await inTime(request).catch(() => null);
  // Of a suspended company (403) the cached page tells it, and keeps asking.
  const cached = await caches.match(name, { cacheName: CONFIG.store });
  if (response && response.status < 500 && !(cached && response.status === 403)) {
    // A response that cannot be cached, because the storage is full, can still be shown.
    await keep(request, response).catch(() => null);
    return response;
  }
  // A server that fails or is being updated counts as no network.
  return cached ?? response ?? Response.error();
}

const orCached = async (response) => (await caches.match(CONFIG.page, { cacheName: CONFIG.store })) ?? response;

// Other pages are never cached: without a network, the cached page stands for them.
async function replace(request) {
  try {
    const response = await fetch(request);
    return [502, 503, 504].includes(response.status) ? await orCached(response) : response;
  } catch {
    return orCached(Response.error());
  }
}

async function fetchAndKeep(request) {
  const response = await fetch(request);
  // Fail the installation, or this worker would replace one that has all its files.
  if (!response.ok) throw new Error(`${request.url}: ${response.status}`);
  return keep(request, response);
}

self.addEventListener("install", (event) => {
  const all = [...CONFIG.assets, CONFIG.page].map((name) => new Request(name, { credentials: "same-origin" }));
  event.waitUntil(Promise.all(all.map(fetchAndKeep)));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith(CONFIG.prefix) && name !== CONFIG.store);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (path === CONFIG.page) event.respondWith(answer(request, CONFIG.page));
  else if (CONFIG.assets.includes(path)) event.respondWith(answer(request, path));
  else if (CONFIG.replacesAll && request.mode === "navigate") event.respondWith(replace(request));
});
