import { readStatus, readTables, type Status, type Table } from '../api/admin';
import { RequestRefused, type ErrorBody } from '../api/errorBody';
import { addSample, sampleOf, type Sample } from './samples';
import { Store } from './store';

/** What the console knows of the server; read again every second while the page is seen. */
export interface ServerState {
  status: Status | null;
  tables: readonly Table[] | null;
  samples: readonly Sample[];
  /** Why the last read failed; null when it did not. */
  trouble: ErrorBody | null;
}

const pollMs = 1000;

/** The server, as last seen. */
export const server = new Store<ServerState>({ status: null, tables: null, samples: [], trouble: null });

/** Keeps {@link server} current for as long as the page is open. */
export async function watchServer() {
  for (;;) {
    if (!document.hidden) await look();
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** Reads the tables again, after a change of a table's shape. */
export async function readTablesAgain() {
  const tables = await readTables(AbortSignal.timeout(10_000));
  server.set({ ...server.value, tables });
}

async function look() {
  try {
    const status = await readStatus(AbortSignal.timeout(10_000));
    const samples = addSample(server.value.samples, sampleOf(status, Date.now()));
    const wasAway = server.value.trouble !== null;
    server.set({ ...server.value, status, samples, trouble: null });
    if (server.value.tables === null || wasAway) await readTablesAgain();
  } catch (cause) {
    server.set({ ...server.value, trouble: explain(cause) });
  }
}

function explain(cause: unknown): ErrorBody {
  if (cause instanceof RequestRefused) return cause.body;
  return { code: '', message: 'Rowgate does not answer', details: String(cause), hint: null };
}
