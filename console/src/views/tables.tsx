import { labelOf, type Table } from '../api/admin';
import { server } from '../live/server';
import { useStore } from '../live/store';
import { formatCount } from '../parts/format';
import { Icon } from '../parts/icons';
import { linkTo } from '../route';

/** Every table and view that is served. */
export function TablesView() {
  const { tables } = useStore(server);
  return (
    <div class="view">
      <header class="view-head">
        <h1>Tables</h1>
        <p class="subtitle">Each is served under its name, and every read of it can be followed live.</p>
      </header>
      {tables?.length === 0 && (
        <p class="empty">The database has no tables yet. They appear here when it does.</p>
      )}
      <ul class="table-cards">
        {tables?.map((table) => (
          <li key={`${table.schema}.${table.name}`}>
            <TableCard table={table} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function TableCard({ table }: { table: Table }) {
  return (
    <article class="card table-card">
      <h2>
        <a href={linkTo(['tables', labelOf(table)])}>{labelOf(table)}</a>
        {table.rows_estimate !== null && <small>{formatCount(table.rows_estimate)} rows</small>}
        {table.kind !== 'table' && <span class="tag">{table.kind}</span>}
        {table.kind === 'table' && !table.captured && <span class="tag warn">not captured</span>}
      </h2>
      {table.comment && <p>{table.comment}</p>}
      <ul class="columns">
        {table.columns.map((column) => (
          <li key={column.name} title={columnTitle(column)}>
            {table.primary_key.includes(column.name) && <Icon name="key" />}
            <span class="name">{column.name}</span>
            <span class="type">{column.type || 'any'}</span>
          </li>
        ))}
      </ul>
    </article>
  );
}

function columnTitle(column: Table['columns'][number]): string {
  const facts = [
    column.not_null && 'not null',
    column.generated && 'generated',
    column.references && `refers to ${column.references}`,
  ];
  return facts.filter(Boolean).join(', ');
}
