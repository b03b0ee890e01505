import { useMemo, useState } from 'preact/hooks';
import { labelOf } from '../api/admin';
import { changesUrl, type ChangeOp } from '../api/journal';
import { server } from '../live/server';
import { useStore } from '../live/store';
import { useJournal } from '../live/useJournal';
import { ErrorCard } from '../parts/errorCard';
import { formatCount } from '../parts/format';
import { Icon } from '../parts/icons';
import { StreamPill } from '../parts/streamPill';
import { TransactionCard } from '../parts/transactionCard';
import { goTo, linkTo } from '../route';

const filterableOps: readonly ChangeOp[] = ['insert', 'update', 'delete', 'schema'];

/** The feed of the journal: every committed change, whoever made it. */
export function ChangesView({ params }: { params: URLSearchParams }) {
  const table = params.get('table') ?? '';
  const from = params.get('from') ?? '';
  const opText = params.get('op') ?? '';
  const ops = useMemo(() => opText.split(',').filter(Boolean) as ChangeOp[], [opText]);
  const { tables } = useStore(server);
  const [isPaused, setPaused] = useState(false);
  const feed = useJournal(changesUrl({ table, from, ops }), isPaused);
  const choose = (part: Record<string, string>) =>
    goTo(linkTo(['changes'], { table, from, op: opText, ...part }));

  return (
    <div class="view">
      <header class="view-head">
        <h1>Changes</h1>
        <p class="subtitle">Every committed change in order, whoever made it.</p>
        {feed && <StreamPill stream={feed.stream} paused={isPaused} />}
      </header>
      <div class="toolbar">
        <TableSelect value={table} onChange={(value) => choose({ table: value })} />
        <OpToggles value={ops} onChange={(value) => choose({ op: value.join(',') })} />
        <FromOffset value={from} onChange={(value) => choose({ from: value })} />
        <button type="button" class="button" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
          <Icon name={isPaused ? 'play' : 'pause'} />
          {isPaused ? 'Resume' : 'Pause'}
          {isPaused && !!feed?.waiting && <span class="count">{formatCount(feed.waiting)}</span>}
        </button>
      </div>
      {feed?.error && <ErrorCard error={feed.error} />}
      {feed?.transactions.length === 0 && !feed.error && (
        <p class="empty">No change yet. Write a row from anywhere, and it appears here.</p>
      )}
      <ol class="feed" aria-label="Transactions, newest first">
        {feed?.transactions.map((transaction) => (
          <TransactionCard
            key={`${transaction.id} ${transaction.offset}`}
            transaction={transaction}
            tables={tables}
          />
        ))}
      </ol>
    </div>
  );
}

function TableSelect({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { tables } = useStore(server);
  return (
    <label class="field">
      <span>Table</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">All</option>
        {tables
          ?.filter(({ captured }) => captured)
          .map(labelOf)
          .map((label) => (
            <option key={label}>{label}</option>
          ))}
      </select>
    </label>
  );
}

function OpToggles({
  value,
  onChange,
}: {
  value: readonly ChangeOp[];
  onChange: (value: ChangeOp[]) => void;
}) {
  const toggle = (op: ChangeOp) =>
    onChange(filterableOps.filter((other) => (other === op) !== value.includes(other)));
  return (
    <div class="segments" role="group" aria-label="Kinds of change">
      {filterableOps.map((op) => (
        <button type="button" key={op} aria-pressed={value.includes(op)} onClick={() => toggle(op)}>
          {op}
        </button>
      ))}
    </div>
  );
}

function FromOffset({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <label class="field offset-field">
      <span>From offset</span>
      <input
        type="text"
        inputMode="numeric"
        pattern="-?[0-9]*"
        placeholder="newest"
        value={value}
        onChange={(event) =>
          event.currentTarget.reportValidity() && onChange(event.currentTarget.value.trim())
        }
      />
    </label>
  );
}
