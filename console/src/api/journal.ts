import { sameJson, type Json, type Row } from './json';
import { serverUrl } from './root';

/** What a change did. `read` is a row that was there before capture knew it. */
export type ChangeOp = 'insert' | 'update' | 'delete' | 'truncate' | 'read' | 'message' | 'schema';

/** One change of the journal, as `GET /admin/v1/changes` sends it. */
export interface JournalChange {
  offset: number;
  op: ChangeOp;
  /** `schema.table`; null for a message. */
  table: string | null;
  /** The primary key; null without one, absent when no row changed. */
  key?: Row | null;
  /** The row as it was; for a change of shape, the columns with their types. */
  before?: Row | null;
  after?: Row | null;
  /** Of a message: who it is meant for. */
  prefix?: string;
  /** The transaction's name in its source. */
  transaction: string;
  commit: string;
  /** Who made it, when it came through the gate. */
  actor: { service: string; request: string } | null;
}

/** One column of a change: what it was and what it is. */
export interface ColumnDifference {
  column: string;
  before: Json | undefined;
  after: Json | undefined;
}

/** The columns that a change gave another value; all of them for a row that came or went. */
export function differences(change: JournalChange): ColumnDifference[] {
  const columns = Object.keys(change.after ?? change.before ?? {});
  return columns
    .map((column) => ({ column, before: change.before?.[column], after: change.after?.[column] }))
    .filter((difference) => !sameJson(difference.before, difference.after));
}

// Without a place to start from, a page that opens shows what happened last.
const newestShown = '-50';

/** The address of the change feed. */
export function changesUrl(filter: { from: string; table: string; ops: readonly ChangeOp[] }): string {
  const query = new URLSearchParams();
  query.set('from', filter.from || newestShown);
  if (filter.table) query.set('table', filter.table);
  if (filter.ops.length > 0) query.set('op', filter.ops.join(','));
  return serverUrl(`admin/v1/changes?${query.toString()}`);
}
