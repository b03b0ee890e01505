import { useEffect, useState } from 'preact/hooks';
import { LiveQuery, type LiveQueryState } from './liveQuery';

/**
 * Follows a query while the component is shown; null before the first sign of it, or without a query.
 * When the query changes, the rows of the old one stay until those of the new one are there, so that nothing blinks.
 */
export function useLiveQuery(query: string | null, profile: string | null = null): LiveQueryState | null {
  const [state, setState] = useState<LiveQueryState | null>(null);
  useEffect(() => {
    if (query === null) {
      setState(null);
      return;
    }
    const live = new LiveQuery(query, profile, (next) =>
      setState((last) =>
        last && next.isLoading && next.generation === 0 && !next.error
          ? { ...next, entries: last.entries, generation: last.generation }
          : next,
      ),
    );
    return () => live.close();
  }, [query, profile]);
  return state;
}
