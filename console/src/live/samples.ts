import type { Status } from '../api/admin';

/** The server's counters at one moment. */
export interface Sample {
  /** Milliseconds since 1970, by the browser's clock. */
  at: number;
  offset: number;
  requests: number;
  lagSeconds: number;
  subscribers: number;
}

/** A line in a chart: times in seconds, and a value for each; null where there is none. */
export interface Series {
  times: number[];
  values: (number | null)[];
}

/** How long charts look back, at most and at least. */
export const windowSeconds = 180;
const windowSecondsMin = 60;

/** Reads the counters out of a status. */
export function sampleOf(status: Status, at: number): Sample {
  return {
    at,
    offset: status.journal.end,
    requests: status.requests.total,
    lagSeconds: status.capture.lag_seconds,
    subscribers: status.live.subscribers,
  };
}

/** Adds a sample and drops those that are too old to show. */
export function addSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const oldest = sample.at - (windowSeconds + 5) * 1000;
  return [...samples.filter((held) => held.at >= oldest), sample];
}

/** A counter's growth per second, between each sample and the one before. A restart of the server shows as a gap. */
export function rates(samples: readonly Sample[], counter: 'offset' | 'requests'): Series {
  const series: Series = { times: [], values: [] };
  for (let i = 1; i < samples.length; i++) {
    const [before, now] = [samples[i - 1]!, samples[i]!];
    const seconds = (now.at - before.at) / 1000;
    const growth = now[counter] - before[counter];
    series.times.push(now.at / 1000);
    series.values.push(growth < 0 || seconds <= 0 ? null : growth / seconds);
  }
  return series;
}

/** From when to when a chart reaches: from the first sample, within limits, to now. Seconds since 1970. */
export function chartRange(series: Series, now: number): [number, number] {
  const first = series.times[0] ?? now;
  return [Math.max(now - windowSeconds, Math.min(first, now - windowSecondsMin)), now];
}

/** A gauge as it was at each sample. */
export function levels(samples: readonly Sample[], gauge: 'lagSeconds' | 'subscribers'): Series {
  return { times: samples.map((sample) => sample.at / 1000), values: samples.map((sample) => sample[gauge]) };
}
