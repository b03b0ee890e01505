import type { ErrorBody } from '../api/errorBody';
import { Icon } from './icons';

/** An error of the server in full: what was wrong, where, and how to mend it. */
export function ErrorCard({ error, query }: { error: ErrorBody; query?: string }) {
  const position = query ? positionIn(error, query) : null;
  return (
    <section class="card error-card" role="alert">
      <h2>
        <Icon name="warning" />
        {error.message}
      </h2>
      {query && position !== null && (
        <pre class="position">
          {query.slice(0, position)}
          <mark>{query.slice(position, position + 1) || ' '}</mark>
          {query.slice(position + 1)}
        </pre>
      )}
      {error.details && <p>{error.details}</p>}
      {error.hint && <p class="hint">{error.hint}</p>}
      {error.code && <p class="code">{error.code}</p>}
    </section>
  );
}

// The grammar's errors say "(line 1, column 12)" of the parameter that they quote in the message.
function positionIn(error: ErrorBody, query: string): number | null {
  const column = /column (\d+)/.exec(`${error.message} ${error.details ?? ''}`)?.[1];
  const quoted = /"(?:failed to parse [^(]*\((.*)\)|([^"]+))"/.exec(error.message);
  const part = quoted?.[1] ?? quoted?.[2];
  const start = part ? query.indexOf(part) : -1;
  return column && start >= 0 ? start + Number(column) - 1 : null;
}
