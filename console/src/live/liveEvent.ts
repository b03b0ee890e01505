import { parseError, type ErrorBody } from '../api/errorBody';
import { parseJson, type Json, type Row } from '../api/json';
import type { ServerEvent } from '../api/serverEvents';

/** What a change does to the result of a query. */
export interface RowChange {
  op: 'enter' | 'change' | 'leave';
  /** The primary key; null when the row itself is the key. */
  key: Row | null;
  /** Under which key the row is held so far; only when the key changed. */
  old_key?: Row;
  row: Row;
  cause?: string;
  commit?: string;
  /** The row's place in the result; only in queries with an order and a limit. */
  index?: number;
}

/** An event of a live query, as docs/reference/live.md describes it. */
export type LiveEvent =
  | { kind: 'snapshot'; rows: Row[]; more: boolean }
  | { kind: 'change'; change: RowChange }
  | { kind: 'schema'; table: string; columns: Json }
  | { kind: 'lagged'; resume: string }
  | { kind: 'error'; error: ErrorBody }
  | { kind: 'progress' };

/** Reads an event from the stream; null for one that this console does not know. */
export function readLiveEvent(event: ServerEvent): LiveEvent | null {
  if (event.data === '') return { kind: 'progress' };
  if (event.name === 'error') {
    const error = parseError(event.data);
    return error && { kind: 'error', error };
  }
  const data = parseJson(event.data) as unknown;
  switch (event.name) {
    case 'snapshot':
      return { kind: 'snapshot', ...(data as { rows: Row[]; more: boolean }) };
    case 'change':
      return { kind: 'change', change: data as RowChange };
    case 'schema':
      return { kind: 'schema', ...(data as { table: string; columns: Json }) };
    case 'lagged':
      return { kind: 'lagged', ...(data as { resume: string }) };
    default:
      return null;
  }
}
