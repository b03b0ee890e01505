import { useEffect, useState } from 'preact/hooks';

/** Where the console is: the part of the address behind `#`, such as `/tables/orders?order=id.desc`. */
export interface Route {
  /** The path without a leading slash, cut at its slashes, decoded. */
  path: readonly string[];
  params: URLSearchParams;
}

/** Reads the part of an address behind `#`. */
export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split(/\?(.*)/s);
  return {
    path: path.split('/').filter(Boolean).map(decodeURIComponent),
    params: new URLSearchParams(query),
  };
}

/** The link to a place in the console. Parameters that are empty are left out. */
export function linkTo(path: readonly string[], params: Record<string, string | number | null> = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) query.set(name, String(value));
  const text = query.toString();
  return `#/${path.map(encodeURIComponent).join('/')}${text && `?${text}`}`;
}

/** Goes to a link. With `replace`, the back button skips the place that is left. */
export function goTo(link: string, { replace = false } = {}) {
  if (replace) location.replace(link);
  else location.hash = link;
}

/** The current route, kept current. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return readRoute(hash);
}
