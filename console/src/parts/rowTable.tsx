import { Component } from 'preact';
import type { Entry } from '../live/resultSet';
import { Icon } from './icons';
import { useGhosts } from './useGhosts';
import { Value, valueClass, valueText } from './value';

/** The head of a column. */
export interface ColumnHead {
  name: string;
  type?: string;
  isKey?: boolean;
}

/** How the rows are sorted; null when they are not. */
export interface Sort {
  column: string;
  descending: boolean;
}

interface Props {
  caption: string;
  columns: readonly ColumnHead[];
  entries: readonly Entry[];
  generation: number;
  sort?: Sort | null;
  /** Called with the column that was clicked. Without it, heads are plain. */
  onSort?: (column: string) => void;
}

/** Numbers stand to the right, and so does null among them. */
type Alignment = 'numeric' | '';

// More rows than this are counted below the table, not drawn.
const rowsShownMax = 500;

/** Rows that flash where they change, glide in when they come and fade when they go. */
export function RowTable({ caption, columns, entries, generation, sort, onSort }: Props) {
  const shown = useGhosts(
    entries.length > rowsShownMax ? entries.slice(0, rowsShownMax) : entries,
    generation,
  );
  const alignment = columns.map(({ name }) => (isNumeric(entries, name) ? 'numeric' : ''));
  return (
    <div class="row-table" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <Head key={column.name} {...{ column, sort, onSort }} alignment={alignment[index]!} />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ entry, leftAt }) => (
            <RowLine key={entry.id} isLeaving={leftAt !== null} {...{ entry, columns, alignment }} />
          ))}
        </tbody>
      </table>
      {entries.length > rowsShownMax && (
        <p class="note">
          The first {rowsShownMax} of {entries.length} rows are drawn. Add a limit to the query to see less.
        </p>
      )}
    </div>
  );
}

interface HeadProps {
  column: ColumnHead;
  sort: Sort | null | undefined;
  onSort: ((column: string) => void) | undefined;
  alignment: Alignment;
}

function Head({ column, sort, onSort, alignment }: HeadProps) {
  const sorted = sort?.column === column.name ? sort : null;
  const label = (
    <>
      <span class="name">
        {column.isKey && <Icon name="key" />}
        {column.name}
        {sorted && <Icon name={sorted.descending ? 'down' : 'up'} />}
      </span>
      {column.type !== undefined && <span class="type">{column.type || 'any'}</span>}
    </>
  );
  return (
    <th
      scope="col"
      class={alignment}
      aria-sort={sorted ? (sorted.descending ? 'descending' : 'ascending') : undefined}
    >
      {onSort ? (
        <button type="button" onClick={() => onSort(column.name)} title={`Sort by ${column.name}`}>
          {label}
        </button>
      ) : (
        label
      )}
    </th>
  );
}

interface LineProps {
  entry: Entry;
  columns: readonly ColumnHead[];
  alignment: readonly Alignment[];
  isLeaving: boolean;
}

// A class for `shouldComponentUpdate`: of a few hundred rows on the page, a change redraws its own only.
class RowLine extends Component<LineProps> {
  override shouldComponentUpdate(next: LineProps): boolean {
    const { entry, columns, isLeaving, alignment } = this.props;
    return (
      next.entry !== entry ||
      next.columns !== columns ||
      next.isLeaving !== isLeaving ||
      next.alignment.some((side, index) => side !== alignment[index])
    );
  }

  render({ entry, columns, alignment, isLeaving }: LineProps) {
    const state = isLeaving ? 'leaving' : entry.entered ? 'entered' : '';
    return (
      <tr class={state} aria-hidden={isLeaving || undefined}>
        {columns.map(({ name }, index) => cell(entry, name, alignment[index]!))}
      </tr>
    );
  }
}

function cell(entry: Entry, column: string, alignment: Alignment) {
  const value = entry.row[column];
  const changed = entry.changed.has(column);
  // A new key makes a new element, and only a new element starts the flash again.
  const key = changed ? `${column} ${entry.version}` : column;
  const text = valueText(value);
  return (
    <td
      key={key}
      class={changed ? `${alignment} flash` : alignment}
      title={text.length > 24 ? text : undefined}
    >
      <Value value={value} />
    </td>
  );
}

function isNumeric(entries: readonly Entry[], column: string): boolean {
  const sample = entries.slice(0, 20).map((entry) => valueClass(entry.row[column]));
  return sample.includes('number') && sample.every((kind) => kind === 'number' || kind === 'null');
}
