import { formatCount } from './format';
import { Icon } from './icons';

interface Props {
  /** The place of the first row shown, from zero. */
  first: number;
  count: number;
  /** Rows per page. */
  size: number;
  /** All rows there are; null when not known. */
  total: number | null;
  onPage: (page: number) => void;
}

/** Which rows are shown, and the way to those before and behind. */
export function Pager({ first, count, size, total, onPage }: Props) {
  const page = Math.floor(first / size);
  const isLast = total === null ? count < size : first + count >= total;
  return (
    <nav class="pager" aria-label="Pages">
      <span>
        {count > 0 && `${formatCount(first + 1)}–${formatCount(first + count)}`}
        {count > 0 && total !== null && ` of ${formatCount(total)}`}
      </span>
      <button type="button" class="button" disabled={page === 0} onClick={() => onPage(page - 1)}>
        <Icon name="previous" />
        Previous
      </button>
      <button type="button" class="button" disabled={isLast} onClick={() => onPage(page + 1)}>
        Next
        <Icon name="next" />
      </button>
    </nav>
  );
}
