import { parseError, readError, type ErrorBody } from './errorBody';
import { ServerEventParser, type ServerEvent } from './serverEvents';

/** How a stream is doing. `refused` is final; everything else heals by itself. */
export type StreamState =
  | { kind: 'connecting' }
  | { kind: 'open' }
  | { kind: 'waiting'; retryAt: number; reason: string }
  | { kind: 'refused'; error: ErrorBody };

/** Who listens to a stream. */
export interface StreamListener {
  onEvent(event: ServerEvent): void;
  onState(state: StreamState): void;
}

// The server sends a sign of life every 15 seconds; after this long without one the connection is dead.
const silenceMaxMs = 40_000;
// The offset is older than the journal holds, or behind its end.
const offsetRefused = new Set(['RG5001', 'RG5002']);
const retryMinMs = 500;
const retryMaxMs = 10_000;

/**
 * Follows a stream of events until `close`, over lost connections and restarts of the server.
 *
 * Not an `EventSource`: that hides the body of an error answer, which is what a person who typed a query needs to see.
 * The rules for resuming are the same: the last id goes back in `Last-Event-ID`.
 */
export class EventStream {
  private readonly closed = new AbortController();
  private connection: AbortController | null = null;
  private wake: (() => void) | null = null;
  private retryMs = retryMinMs;
  private lastId: string | null = null;
  private finished = false;

  constructor(
    private readonly url: string,
    private readonly listener: StreamListener,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {
    document.addEventListener('visibilitychange', this.visibilityChanged);
    addEventListener('online', this.hurry);
    void this.run();
  }

  /** Ends the stream. No event comes afterwards. */
  close() {
    this.closed.abort();
    this.connection?.abort();
    this.wake?.();
    document.removeEventListener('visibilitychange', this.visibilityChanged);
    removeEventListener('online', this.hurry);
  }

  // A browser allows six connections to one server. Tabs that nobody sees give theirs back, and resume later.
  private readonly visibilityChanged = () => {
    if (document.hidden) this.connection?.abort();
    else this.hurry();
  };

  private readonly hurry = () => this.wake?.();

  private get isClosed() {
    return this.closed.signal.aborted || this.finished;
  }

  private async run() {
    while (!this.isClosed) {
      if (document.hidden) {
        await this.pause(Infinity);
        continue;
      }
      this.say({ kind: 'connecting' });
      const reason = await this.connect().catch((cause: unknown) =>
        String((cause as Error).message ?? cause),
      );
      if (this.isClosed) return;
      if (document.hidden) continue;
      this.say({ kind: 'waiting', retryAt: Date.now() + this.retryMs, reason });
      await this.pause(this.retryMs);
      this.retryMs = Math.min(this.retryMs * 2, retryMaxMs);
    }
  }

  // Reads one connection to its end; the result says why it ended.
  private async connect(): Promise<string> {
    const connection = (this.connection = new AbortController());
    const headers: Record<string, string> = { ...this.headers, Accept: 'text/event-stream' };
    if (this.lastId !== null) headers['Last-Event-ID'] = this.lastId;
    const response = await fetch(this.url, { headers, cache: 'no-store', signal: connection.signal });
    if (!response.ok || !response.body) return this.refused(response);

    this.say({ kind: 'open' });
    const parser = new ServerEventParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let alive = setTimeout(() => connection.abort(), silenceMaxMs);
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return 'the server ended the stream';
        this.retryMs = retryMinMs;
        clearTimeout(alive);
        alive = setTimeout(() => connection.abort(), silenceMaxMs);
        for (const event of parser.push(value)) this.deliver(event);
      }
    } finally {
      clearTimeout(alive);
      connection.abort();
    }
  }

  private async refused(response: Response): Promise<string> {
    const error = await readError(response);
    if (this.lastId !== null && offsetRefused.has(error.code)) {
      // The journal no longer holds what we resume from, or is a new one. The stream starts over.
      this.lastId = null;
    } else if (response.status < 500 && response.status !== 429) {
      this.finish(error);
    } else {
      const seconds = Number(response.headers.get('Retry-After'));
      if (seconds > 0) this.retryMs = Math.min(seconds * 1000, 60_000);
    }
    return error.message;
  }

  private deliver(event: ServerEvent) {
    if (this.isClosed) return;
    if (event.id !== null) this.lastId = event.id;
    this.listener.onEvent(event);
    const error = event.name === 'error' ? parseError(event.data) : null;
    if (error) this.finish(error);
  }

  private finish(error: ErrorBody) {
    this.finished = true;
    this.listener.onState({ kind: 'refused', error });
    this.close();
  }

  private say(state: StreamState) {
    if (!this.isClosed) this.listener.onState(state);
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === Infinity ? undefined : setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
