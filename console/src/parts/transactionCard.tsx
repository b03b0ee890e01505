import { Component } from 'preact';
import { labelOf, type Table } from '../api/admin';
import { differences, type ColumnDifference, type JournalChange } from '../api/journal';
import type { FeedTransaction } from '../live/journalFeed';
import { linkTo } from '../route';
import { formatCount, formatTime } from './format';
import { Value, valueText } from './value';

// A bulk write shows its first changes; the rest is a number.
const changesShownMax = 20;

interface CardProps {
  transaction: FeedTransaction;
  /** The tables that are served, for links to them; null while they are not known. */
  tables: readonly Table[] | null;
}

function Maker({ transaction: { actor, changes } }: Pick<CardProps, 'transaction'>) {
  if (actor) {
    return (
      <span class="actor" title={`Request ${actor.request}`}>
        {actor.service}
      </span>
    );
  }
  if (changes.every((change) => change.op === 'read')) {
    return (
      <span class="actor outside" title="Rows that were there before, read by Rowgate">
        backfill
      </span>
    );
  }
  return (
    <span class="actor outside" title="Not made through Rowgate, but by another program on the database">
      another program
    </span>
  );
}

/** One transaction of the journal with its changes. */
export class TransactionCard extends Component<CardProps> {
  override shouldComponentUpdate(next: CardProps): boolean {
    return next.transaction !== this.props.transaction || next.tables !== this.props.tables;
  }

  render({ transaction, tables }: CardProps) {
    const { changes } = transaction;
    const hidden = changes.length - changesShownMax;
    return (
      <li class="card transaction">
        <header>
          <time dateTime={transaction.commit} title={transaction.commit}>
            {formatTime(transaction.commit)}
          </time>
          <Maker transaction={transaction} />
          <span class="where">
            {changes.length > 1 && `${formatCount(changes.length)} changes · `}
            <span title={`Transaction ${transaction.id}`}>offset {formatCount(transaction.offset)}</span>
          </span>
        </header>
        <ul>
          {changes.slice(0, changesShownMax).map((change) => (
            <ChangeLine key={change.offset} change={change} tables={tables} />
          ))}
        </ul>
        {hidden > 0 && <p class="note">and {formatCount(hidden)} more in this transaction</p>}
      </li>
    );
  }
}

// A table that is gone has its name alone.
function tableLabel(fullName: string, tables: readonly Table[] | null): string {
  const table = tables?.find(({ schema, name }) => `${schema}.${name}` === fullName);
  return table ? labelOf(table) : fullName.slice(fullName.lastIndexOf('.') + 1);
}

function ChangeLine({ change, tables }: { change: JournalChange; tables: readonly Table[] | null }) {
  const table = change.table && tableLabel(change.table, tables);
  return (
    <li class="change">
      <span class={`op ${change.op}`}>{change.op}</span>
      {table && (
        <a class="table-name" href={linkTo(['tables', table])}>
          {table}
        </a>
      )}
      <span class="key">
        {change.prefix ??
          Object.values(change.key ?? {})
            .map(valueText)
            .join(', ')}
      </span>
      <span class="differences">
        {differences(change)
          .filter(({ column }) => !isKeyShown(change, column))
          .map((difference) => (
            <Difference key={difference.column} difference={difference} />
          ))}
      </span>
    </li>
  );
}

// The key stands before the differences already, unless it is what changed.
function isKeyShown(change: JournalChange, column: string): boolean {
  return change.op !== 'update' && !!change.key && column in change.key;
}

function Difference({ difference: { column, before, after } }: { difference: ColumnDifference }) {
  return (
    <span class="difference">
      <span class="column">{column}</span>
      {before !== undefined && (
        <del>
          <Value value={before} />
        </del>
      )}
      {before !== undefined && after !== undefined && <span aria-label="became">→</span>}
      {after !== undefined && (
        <ins>
          <Value value={after} />
        </ins>
      )}
    </span>
  );
}
