import type { LoggedEvent } from '../live/liveQuery';
import { formatTime } from './format';

/** The events of a stream as they came, newest first. A line opens to show its data in full. */
export function EventLog({ log }: { log: readonly LoggedEvent[] }) {
  return (
    <ol class="event-log" tabIndex={0} aria-label="Events, newest first">
      {log.map(({ number, at, event }) => {
        const kind = kindOf(event.name, event.data);
        return (
          <li key={number}>
            <details>
              <summary>
                <time>{formatTime(at)}</time>
                <span class={`op ${kind}`}>{kind}</span>
                <code>{gist(event.data)}</code>
              </summary>
              <pre>
                {event.id !== null && `id: ${event.id}\n`}
                {event.data}
              </pre>
            </details>
          </li>
        );
      })}
    </ol>
  );
}

// What tells one line from the next: the row of a change, not the words that all changes share.
function gist(data: string): string {
  return data
    .replace(/^\{"op":"\w+",("key":(null|\{[^}]*\}),)?("old_key":\{[^}]*\},)?"row":/, '')
    .slice(0, 160);
}

// Of a change, the operation says more than the event's name.
function kindOf(name: string, data: string): string {
  return (name === 'change' && /"op":\s*"(\w+)"/.exec(data)?.[1]) || name;
}
