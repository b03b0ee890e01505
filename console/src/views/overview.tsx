import { useMemo } from 'preact/hooks';
import type { Status, Table } from '../api/admin';
import { restUrl, serverUrl } from '../api/root';
import { levels, rates } from '../live/samples';
import { server } from '../live/server';
import { useStore } from '../live/store';
import { Chart } from '../parts/chart';
import { CopyButton } from '../parts/copyButton';
import { formatBytes, formatCount, formatRate, formatSeconds } from '../parts/format';

/** What is served, how it goes, and what to try. */
export function OverviewView() {
  const { status, tables, samples } = useStore(server);
  const charts = useMemo(
    () => ({
      changes: rates(samples, 'offset'),
      requests: rates(samples, 'requests'),
      lag: levels(samples, 'lagSeconds'),
      subscribers: levels(samples, 'subscribers'),
    }),
    [samples],
  );
  return (
    <div class="view overview">
      <header class="view-head">
        <h1>Overview</h1>
        <p class="subtitle">{status?.source.location}</p>
        <a href={serverUrl('metrics')}>Metrics</a>
        <a href={serverUrl('rest/v1/')}>OpenAPI</a>
      </header>
      {status && <Facts status={status} />}
      <div class="charts">
        <Chart title="Changes per second" series={charts.changes} format={formatRate} spanMin={5} />
        <Chart title="Requests per second" series={charts.requests} format={formatRate} spanMin={5} />
        <Chart title="Capture lag" series={charts.lag} format={formatSeconds} spanMin={0.1} />
        <Chart title="Live subscribers" series={charts.subscribers} format={formatRate} spanMin={4} />
      </div>
      <TryIt tables={tables} />
    </div>
  );
}

function Facts({ status }: { status: Status }) {
  const { capture, journal } = status;
  const upSeconds = (Date.now() - Date.parse(status.started)) / 1000;
  const facts: readonly [string, string, string][] = [
    ['Source', status.source.kind, `${status.source.tables} tables, ${status.source.views} views`],
    ['Capture', capture.state, `${capture.mode}, ${formatCount(capture.changes)} changes`],
    ['Journal offset', formatCount(journal.end), `held from ${formatCount(journal.start)}`],
    ['Journal size', formatBytes(journal.bytes), 'on disk'],
    ['Running for', formatSeconds(Math.max(upSeconds, 0)), `Rowgate ${status.version}`],
  ];
  return (
    <>
      {capture.error && <p class="banner card">{capture.error}</p>}
      <dl class="facts card">
        {facts.map(([name, value, detail]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {name === 'Capture' && <span class={`dot ${capture.state}`} />}
              {value}
            </dd>
            <dd class="detail">{detail}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function TryIt({ tables }: { tables: readonly Table[] | null }) {
  const near = tables?.filter(({ profile }) => profile === null);
  const table = near?.find(({ name }) => name === 'orders') ?? near?.[0];
  if (!table) return null;
  return (
    <section class="card try">
      <h2>Try it</h2>
      {commandsFor(table).map(({ what, line }) => (
        <div class="command" key={what}>
          <span class="what">{what}</span>
          <code>{line}</code>
          <CopyButton text={line} />
        </div>
      ))}
    </section>
  );
}

function commandsFor(table: Table): { what: string; line: string }[] {
  const [key] = table.primary_key;
  const rows = restUrl(`${encodeURIComponent(table.name)}?${key ? `order=${key}.desc&` : ''}limit=3`);
  const commands = [
    { what: 'Read rows', line: `curl '${rows}'` },
    { what: 'Follow them', line: `curl -N -H 'Accept: text/event-stream' '${rows}'` },
  ];
  // Of a table that nobody knows, only a status is safe to write: it is text, and another value is no harm in a sample.
  if (key && table.columns.some(({ name }) => name === 'status'))
    commands.push({
      what: 'Change one',
      line: `curl -X PATCH '${restUrl(`${table.name}?${key}=eq.1`)}' -H 'Content-Type: application/json' -d '{"status":"paid"}'`,
    });
  return commands;
}
