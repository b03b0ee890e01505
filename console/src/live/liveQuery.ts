import type { ErrorBody } from '../api/errorBody';
import { EventStream, type StreamState } from '../api/eventStream';
import { profileHeaders } from '../api/rest';
import { restUrl } from '../api/root';
import type { ServerEvent } from '../api/serverEvents';
import { readLiveEvent, type LiveEvent } from './liveEvent';
import { ResultSet, type Entry } from './resultSet';
import { RowOrder } from './rowOrder';

/** An event as it came, for the log. */
export interface LoggedEvent {
  number: number;
  at: Date;
  event: ServerEvent;
}

/** What a view shows of a live query. A new object each time something changed. */
export interface LiveQueryState {
  entries: readonly Entry[];
  /** Grows when a snapshot replaced the rows, so that nothing glides or flashes then. */
  generation: number;
  /** True until the first snapshot is whole. */
  isLoading: boolean;
  stream: StreamState;
  error: ErrorBody | null;
  /** The last offset; null before the first. */
  offset: string | null;
  /** Changes applied since the last snapshot. */
  changes: number;
  /** Rows that came or went since the query began. */
  moved: number;
  /** The latest events, newest first; at most {@link logLengthMax}. */
  log: readonly LoggedEvent[];
}

const logLengthMax = 200;
const restartDelayMs = 500;

// Unique over all queries, so that rows of one query are never taken for those of the one before.
let generations = 0;

/** Follows one query and keeps its rows. Tells its listener at most once per frame. */
export class LiveQuery {
  private rows: ResultSet;
  private stream: EventStream;
  private frame = 0;
  private restarting: ReturnType<typeof setTimeout> | undefined;
  private eventCount = 0;
  private log: LoggedEvent[] = [];
  private state: LiveQueryState = {
    entries: [],
    generation: 0,
    isLoading: true,
    stream: { kind: 'connecting' },
    error: null,
    offset: null,
    changes: 0,
    moved: 0,
    log: [],
  };

  constructor(
    private readonly query: string,
    private readonly profile: string | null,
    private readonly onChange: (state: LiveQueryState) => void,
  ) {
    this.rows = new ResultSet(RowOrder.of(query));
    this.stream = this.open();
  }

  /** Stops following. */
  close() {
    this.stream.close();
    clearTimeout(this.restarting);
    cancelAnimationFrame(this.frame);
  }

  private open(): EventStream {
    const listener = {
      onEvent: (event: ServerEvent) => this.take(event),
      onState: (stream: StreamState) =>
        this.update({ stream, error: stream.kind === 'refused' ? stream.error : null }),
    };
    return new EventStream(restUrl(this.query), listener, profileHeaders(this.profile));
  }

  private take(event: ServerEvent) {
    const read = readLiveEvent(event);
    if (event.id !== null) this.update({ offset: event.id });
    if (!read || read.kind === 'progress') return;
    this.log = [{ number: ++this.eventCount, at: new Date(), event }, ...this.log.slice(0, logLengthMax - 1)];
    if (this.rows.apply(read)) this.count(read);
    else this.restart();
  }

  private count(event: LiveEvent) {
    const { state } = this;
    if (event.kind === 'snapshot')
      this.update({ generation: ++generations, isLoading: event.more, changes: 0 });
    else if (event.kind === 'change')
      this.update({
        changes: state.changes + 1,
        moved: state.moved + (event.change.op === 'change' ? 0 : 1),
      });
    else this.update({});
  }

  // The select list hides the key, so that a change cannot be matched to a row: begin again with a snapshot.
  private restart() {
    this.stream.close();
    this.restarting = setTimeout(() => {
      this.rows = new ResultSet(RowOrder.of(this.query));
      this.stream = this.open();
    }, restartDelayMs);
  }

  private update(part: Partial<LiveQueryState>) {
    this.state = { ...this.state, ...part };
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.rows.settle();
      this.state = { ...this.state, entries: this.rows.entries, log: this.log };
      this.onChange(this.state);
    });
  }
}
