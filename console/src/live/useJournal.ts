import { useEffect, useRef, useState } from 'preact/hooks';
import type { ErrorBody } from '../api/errorBody';
import { EventStream, type StreamState } from '../api/eventStream';
import type { JournalChange } from '../api/journal';
import { parseJson } from '../api/json';
import { JournalFeed, type FeedTransaction } from './journalFeed';

/** What a view shows of the journal. */
export interface JournalState {
  transactions: readonly FeedTransaction[];
  stream: StreamState;
  error: ErrorBody | null;
  /** Changes that came while paused and are not shown yet. */
  waiting: number;
}

const changesMax = 400;

/** Follows the journal at this address. While paused, changes are kept back; null before the first sign of it. */
export function useJournal(url: string, isPaused: boolean): JournalState | null {
  const [state, setState] = useState<JournalState | null>(null);
  const paused = useRef(isPaused);
  const show = useRef(() => {});

  useEffect(() => {
    const feed = new JournalFeed(changesMax);
    let stream: StreamState = { kind: 'connecting' };
    let arrived: JournalChange[] = [];
    let missed = 0;
    let frame = 0;
    show.current = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        if (!paused.current) {
          feed.add(arrived);
          arrived = [];
          missed = 0;
        }
        const error = stream.kind === 'refused' ? stream.error : null;
        setState({ transactions: feed.transactions, stream, error, waiting: missed + arrived.length });
      });
    };
    const source = new EventStream(url, {
      onEvent: ({ name, data }) => {
        if (name !== 'change' || data === '') return;
        arrived.push(parseJson(data) as unknown as JournalChange);
        // Whatever would not be shown need not be kept, however long the pause.
        if (arrived.length > 2 * changesMax) missed += arrived.splice(0, changesMax).length;
        show.current();
      },
      onState: (next) => {
        stream = next;
        show.current();
      },
    });
    return () => {
      source.close();
      cancelAnimationFrame(frame);
      show.current = () => {};
    };
  }, [url]);

  useEffect(() => {
    paused.current = isPaused;
    show.current();
  }, [isPaused]);

  return state;
}
