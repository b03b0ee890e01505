import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EventStream, type StreamState } from './eventStream';
import type { ServerEvent } from './serverEvents';

/** A request that the stream made, and how to answer it. */
interface Asked {
  lastId: string | null;
  isGivenUp: () => boolean;
  answer: (response: Response) => void;
}

let asked: Asked[];
let events: ServerEvent[];
let states: StreamState[];
let page: EventTarget & { hidden: boolean };
let stream: EventStream;

beforeEach(() => {
  vi.useFakeTimers();
  [asked, events, states] = [[], [], []];
  page = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('removeEventListener', () => {});
  vi.stubGlobal('fetch', ask);
  stream = new EventStream('http://server/rest/v1/orders', {
    onEvent: (event) => events.push(event),
    onState: (state) => states.push(state),
  });
});

afterEach(() => {
  stream.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function ask(_: string, { headers, signal }: { headers: Record<string, string>; signal: AbortSignal }) {
  return new Promise<Response>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')));
    const lastId = headers['Last-Event-ID'] ?? null;
    asked.push({ lastId, isGivenUp: () => signal.aborted, answer: resolve });
  });
}

/** Answers the newest request with events, after which the connection breaks. */
async function answer(text: string) {
  asked.at(-1)!.answer(new Response(text));
  await vi.advanceTimersByTimeAsync(1);
}

async function refuse(status: number, code: string) {
  const body = { code, message: 'No', details: null, hint: 'Ask otherwise' };
  asked.at(-1)!.answer(new Response(JSON.stringify(body), { status }));
  await vi.advanceTimersByTimeAsync(1);
}

test('a stream that broke is taken up again behind the last event', async () => {
  await answer('event: snapshot\nid: 7\ndata: {}\n\n');
  expect(events).toEqual([{ name: 'snapshot', data: '{}', id: '7' }]);
  expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'open', 'waiting']);
  await vi.advanceTimersByTimeAsync(600);
  expect(asked.map(({ lastId }) => lastId)).toEqual([null, '7']);
});

test('the waits grow while the server is away, and never exceed ten seconds', async () => {
  for (let i = 0; i < 8; i++) {
    await refuse(503, 'RG4001');
    await vi.advanceTimersByTimeAsync(10_000);
  }
  expect(asked).toHaveLength(9);
});

test('a refusal ends the stream and shows the error', async () => {
  await refuse(400, 'PGRST100');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(states.at(-1)).toMatchObject({
    kind: 'refused',
    error: { code: 'PGRST100', hint: 'Ask otherwise' },
  });
  expect(asked).toHaveLength(1);
});

test('when the last event is no longer held, the stream starts over', async () => {
  await answer('id: 7\n\n');
  await vi.advanceTimersByTimeAsync(600);
  await refuse(410, 'RG5001');
  await vi.advanceTimersByTimeAsync(1200);
  expect(asked.map(({ lastId }) => lastId)).toEqual([null, '7', null]);
});

test('an error event is final', async () => {
  await answer('event: error\ndata: {"code":"42P01","message":"gone"}\n\n');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(states.at(-1)).toMatchObject({ kind: 'refused', error: { message: 'gone' } });
  expect(asked).toHaveLength(1);
});

test('a page that nobody sees gives its connection back, and resumes', async () => {
  page.hidden = true;
  page.dispatchEvent(new Event('visibilitychange'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(1);
  expect(asked[0]!.isGivenUp()).toBe(true);
  page.hidden = false;
  page.dispatchEvent(new Event('visibilitychange'));
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveLength(2);
});
