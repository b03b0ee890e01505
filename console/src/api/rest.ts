import { RequestRefused, readError } from './errorBody';
import { parseJson, type Json } from './json';
import { restUrl } from './root';

/** Asks for JSON on any address of the server. @throws RequestRefused when the answer is an error. */
export async function getJson(url: string, signal?: AbortSignal): Promise<Json> {
  const response = await fetch(url, {
    headers: { Accept: 'application/json' },
    cache: 'no-store',
    signal: signal ?? null,
  });
  if (!response.ok) throw new RequestRefused(response.status, await readError(response));
  return parseJson(await response.text());
}

/** The headers that make a request mean a schema; none for null, the schema of requests that name none. */
export function profileHeaders(profile: string | null): Record<string, string> {
  return profile === null ? {} : { 'Accept-Profile': profile };
}

/** How many rows a query has, whatever its limit; null when the server cannot say. */
export async function countRows(
  query: string,
  profile: string | null,
  signal: AbortSignal,
): Promise<number | null> {
  const response = await fetch(restUrl(query), {
    method: 'HEAD',
    headers: { Prefer: 'count=exact', ...profileHeaders(profile) },
    cache: 'no-store',
    signal,
  });
  const total = /\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '');
  return total ? Number(total[1]) : null;
}
