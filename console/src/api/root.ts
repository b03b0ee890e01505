// The folder that holds `console/`. Ends with a slash.
function serverRoot(): string {
  return new URL(import.meta.env.DEV ? '/' : '../', document.baseURI).href;
}

/** The address of something on the server, from its path without a leading slash. */
export function serverUrl(path: string): string {
  // Not `new URL(path, root)`: that would rewrite what the user typed, and the console shows the exact URL.
  return serverRoot() + path;
}

/** The address of a REST query such as `orders?status=eq.open`, as typed by a person or already encoded. */
export function restUrl(query: string): string {
  // The grammar's own signs stay readable; what was encoded before is not encoded twice.
  const encoded = encodeURI(query)
    .replace(/%25([0-9a-f]{2})/gi, '%$1')
    .replace(/#/g, '%23');
  return serverUrl(`rest/v1/${encoded}`);
}
