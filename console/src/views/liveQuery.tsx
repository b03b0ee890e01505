import { useEffect, useMemo, useState } from 'preact/hooks';
import { restUrl } from '../api/root';
import type { LiveQueryState } from '../live/liveQuery';
import { server } from '../live/server';
import { useStore } from '../live/store';
import { useLiveQuery } from '../live/useLiveQuery';
import { ErrorCard } from '../parts/errorCard';
import { EventLog } from '../parts/eventLog';
import { formatCount } from '../parts/format';
import { RowTable } from '../parts/rowTable';
import { StreamPill } from '../parts/streamPill';
import { UrlLine } from '../parts/urlLine';
import { goTo, linkTo } from '../route';
import { exampleQueries } from './exampleQueries';

/** Any query of the URL grammar, followed. */
export function LiveQueryView({ params }: { params: URLSearchParams }) {
  const { tables } = useStore(server);
  const query = params.get('q') ?? '';
  const live = useLiveQuery(query || null);
  const examples = useMemo(() => exampleQueries(tables ?? []), [tables]);
  const run = (text: string) => goTo(linkTo(['query'], { q: text }));
  return (
    <div class="view full">
      <header class="view-head">
        <h1>Live query</h1>
        <p class="subtitle">Type a query as a URL. Its result stays current while you look.</p>
        {live && <StreamPill stream={live.stream} />}
      </header>
      <QueryBox value={query} onRun={run} />
      <ul class="examples" aria-label="Examples">
        {examples.map((example) => (
          <li key={example.query}>
            <button type="button" class="chip" title={example.query} onClick={() => run(example.query)}>
              {example.title}
            </button>
          </li>
        ))}
      </ul>
      {query && <UrlLine url={restUrl(query)} />}
      {live?.error && <ErrorCard error={live.error} query={query} />}
      {live && !(live.error && live.entries.length === 0) && <Result query={query} live={live} />}
    </div>
  );
}

function Result({ query, live }: { query: string; live: LiveQueryState }) {
  const first = live.entries[0]?.row;
  const names = first ? Object.keys(first).join('\n') : '';
  const columns = useMemo(() => (names ? names.split('\n').map((name) => ({ name })) : []), [names]);
  return (
    <div class="result-and-log">
      <section aria-label="Result">
        <h2 class="section-head">
          Result <small>{formatCount(live.entries.length)} rows</small>
        </h2>
        {live.entries.length > 0 ? (
          <RowTable
            caption={`Result of ${query}`}
            columns={columns}
            entries={live.entries}
            generation={live.generation}
          />
        ) : (
          !live.isLoading && <p class="empty">No rows match. They appear here when they do.</p>
        )}
      </section>
      <section aria-label="Events">
        <h2 class="section-head">
          Events {live.offset !== null && <small>offset {formatCount(Number(live.offset))}</small>}
        </h2>
        <EventLog log={live.log} />
      </section>
    </div>
  );
}

function QueryBox({ value, onRun }: { value: string; onRun: (query: string) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const submit = (event: Event) => {
    event.preventDefault();
    onRun(bareQuery(text));
  };
  return (
    <form class="field-row" onSubmit={submit}>
      <label class="field query-field">
        <span>/rest/v1/</span>
        <input
          type="text"
          aria-label="Query"
          value={text}
          placeholder="orders?status=eq.open&order=id.desc&limit=20"
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          autofocus
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button primary">
        Follow
      </button>
    </form>
  );
}

// People paste whole addresses; the query is what stands behind /rest/v1/.
function bareQuery(text: string): string {
  return text
    .trim()
    .replace(/^.*\/rest\/v1\//, '')
    .replace(/^\//, '');
}
