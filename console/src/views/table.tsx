import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { labelOf, type Table } from '../api/admin';
import { countRows } from '../api/rest';
import { restUrl } from '../api/root';
import { server } from '../live/server';
import { useStore } from '../live/store';
import { useLiveQuery } from '../live/useLiveQuery';
import { ErrorCard } from '../parts/errorCard';
import { Pager } from '../parts/pager';
import { RowTable } from '../parts/rowTable';
import { StreamPill } from '../parts/streamPill';
import { UrlLine } from '../parts/urlLine';
import { goTo, linkTo } from '../route';
import { pageRows, queryOf, readChoice, type TableChoice } from './tableQuery';

/** The rows of one table, live. */
export function TableView({ name, params }: { name: string; params: URLSearchParams }) {
  const { tables } = useStore(server);
  const table = tables?.find((candidate) => labelOf(candidate) === name);
  if (table) return <Rows table={table} choice={readChoice(params, table)} />;
  return <div class="view">{tables && <p class="empty">There is no table “{name}”.</p>}</div>;
}

function Rows({ table, choice }: { table: Table; choice: TableChoice }) {
  const query = queryOf(table, choice);
  const live = useLiveQuery(query, table.profile);
  const total = useTotal(query, table.profile, live?.moved ?? 0);
  const columns = useMemo(
    () => table.columns.map(({ name, type }) => ({ name, type, isKey: table.primary_key.includes(name) })),
    [table],
  );
  const choose = (part: Partial<TableChoice>) => goTo(linkOf(table, { ...choice, page: 0, ...part }));
  const sortBy = (column: string) =>
    choose({ sort: { column, descending: choice.sort?.column === column && !choice.sort.descending } });

  return (
    <div class="view full">
      <header class="view-head">
        <h1>{labelOf(table)}</h1>
        <p class="subtitle">
          {table.kind}, {table.columns.length} columns
          {table.primary_key.length > 0 && <>, key {table.primary_key.join(', ')}</>}
        </p>
        {live && <StreamPill stream={live.stream} />}
      </header>
      <FilterBox value={choice.filter} onChange={(filter) => choose({ filter })} />
      <UrlLine url={restUrl(query)} profile={table.profile} />
      {live?.error && <ErrorCard error={live.error} query={query} />}
      {live && !live.error && (
        <>
          <RowTable
            caption={`Rows of ${labelOf(table)}`}
            columns={columns}
            entries={live.entries}
            generation={live.generation}
            sort={choice.sort}
            onSort={sortBy}
          />
          {!live.isLoading && live.entries.length === 0 && (
            <p class="empty">No rows match. New ones appear by themselves.</p>
          )}
          <Pager
            first={choice.page * pageRows}
            count={live.entries.length}
            size={pageRows}
            total={total}
            onPage={(page) => choose({ page })}
          />
        </>
      )}
    </div>
  );
}

function FilterBox({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const submit = (event: Event) => {
    event.preventDefault();
    onChange(text.trim());
  };
  return (
    <form class="field-row" role="search" onSubmit={submit}>
      <label class="field">
        <span>Filter</span>
        <input
          type="text"
          value={text}
          placeholder="status=eq.open&total=gt.100"
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button primary">
        Apply
      </button>
      {value && (
        <button type="button" class="button" onClick={() => onChange('')}>
          Clear
        </button>
      )}
    </form>
  );
}

function linkOf(table: Table, { filter, sort, page }: TableChoice): string {
  const order = sort && `${sort.column}.${sort.descending ? 'desc' : 'asc'}`;
  return linkTo(['tables', labelOf(table)], { filter, order, page });
}

// Counts the rows again when some came or went, but not more often than every two seconds: counting reads the table.
function useTotal(query: string, profile: string | null, moved: number): number | null {
  const [total, setTotal] = useState<{ query: string; count: number | null } | null>(null);
  const countedAt = useRef(0);
  const filter = query.replace(/&?(order|limit|offset)=[^&]*/g, '');
  useEffect(() => {
    const abort = new AbortController();
    const wait = total?.query === filter ? Math.max(2000 - (Date.now() - countedAt.current), 0) : 0;
    const timer = setTimeout(() => {
      countedAt.current = Date.now();
      countRows(`${filter}${filter.includes('=') ? '&' : ''}limit=1`, profile, abort.signal)
        .then((count) => setTotal({ query: filter, count }))
        // A count is a courtesy. Without it the pager says less.
        .catch(() => {});
    }, wait);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [filter, profile, moved]);
  return total?.query === filter ? total.count : null;
}
