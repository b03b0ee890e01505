import { getJson } from './rest';
import { serverUrl } from './root';

/** What the server is and how it does; described in docs/reference/admin.md. */
export interface Status {
  version: string;
  started: string;
  source: { name: string; kind: string; location: string; tables: number; views: number };
  capture: { mode: string; state: CaptureState; lag_seconds: number; changes: number; error: string | null };
  journal: { start: number; end: number; bytes: number };
  live: { subscribers: number; lagged: number };
  requests: { total: number };
}

/** `waiting`: for a source that cannot be read; the error says why. */
export type CaptureState = 'starting' | 'running' | 'waiting' | 'stopped';

/** A table or view as the server sees it. */
export interface Table {
  schema: string;
  /** The schema that a request must name to mean this table; null for the one of requests that name none. */
  profile: string | null;
  name: string;
  kind: 'table' | 'view' | 'virtual';
  columns: Column[];
  primary_key: string[];
  captured: boolean;
  /** Roughly how many rows; null for what is not a table. */
  rows_estimate: number | null;
  comment: string | null;
}

export interface Column {
  name: string;
  type: string;
  not_null: boolean;
  generated: boolean;
  /** `schema.table` that the column refers to; null when it is no foreign key. */
  references: string | null;
}

/** What a table is called here: its name alone where requests need not name its schema, else `schema.table`. */
export function labelOf({ profile, name }: Pick<Table, 'profile' | 'name'>): string {
  return profile === null ? name : `${profile}.${name}`;
}

/** Reads the status. @throws RequestRefused, or TypeError when the server does not answer. */
export async function readStatus(signal?: AbortSignal): Promise<Status> {
  return (await getJson(serverUrl('admin/v1/status'), signal)) as unknown as Status;
}

/** Reads all tables and views, ordered by name. */
export async function readTables(signal?: AbortSignal): Promise<Table[]> {
  return (await getJson(serverUrl('admin/v1/tables'), signal)) as unknown as Table[];
}
