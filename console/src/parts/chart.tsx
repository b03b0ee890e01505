import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { chartRange, type Series } from '../live/samples';
import { useStore } from '../live/store';
import { isDark } from '../theme';

interface Props {
  title: string;
  series: Series;
  format: (value: number) => string;
  /** The least that the vertical axis spans, so that noise near zero stays small. */
  spanMin: number;
}

const heightPx = 96;

/** One line over the last minutes, with its newest value in large; the value under the pointer while it hovers. */
export function Chart({ title, series, format, spanMin }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const dark = useStore(isDark);

  useEffect(() => {
    const host = box.current!;
    const chart = new uPlot(options(host, spanMin, setHovered), [[], []], host);
    plot.current = chart;
    const resized = new ResizeObserver(() => chart.setSize({ width: host.clientWidth, height: heightPx }));
    resized.observe(host);
    return () => {
      resized.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [dark, spanMin]);

  useEffect(() => plot.current?.setData([series.times, series.values]), [series, dark]);

  const newest = series.values.findLast((value) => value !== null);
  const shown = (hovered === null ? undefined : series.values[hovered]) ?? newest;
  const time = hovered === null ? undefined : series.times[hovered];
  return (
    <section class="card chart">
      <h2>{title}</h2>
      <p class="figure">
        {shown === undefined || shown === null ? '–' : format(shown)}
        {time !== undefined && <small>{new Date(time * 1000).toLocaleTimeString()}</small>}
      </p>
      <div ref={box} class="plot" aria-hidden="true" />
    </section>
  );
}

function options(host: HTMLElement, spanMin: number, onHover: (index: number | null) => void): uPlot.Options {
  const colour = (name: string) => getComputedStyle(host).getPropertyValue(name).trim();
  return {
    width: host.clientWidth,
    height: heightPx,
    padding: [4, 0, 2, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 6, fill: colour('--accent') }, drag: { x: false, y: false } },
    scales: {
      x: {
        range: (chart) => chartRange({ times: chart.data[0] as number[], values: [] }, Date.now() / 1000),
      },
      y: { range: (_, __, max) => [0, Math.max(max ?? 0, spanMin) * 1.15] },
    },
    axes: [
      { show: false },
      {
        show: true,
        size: 0,
        ticks: { show: false },
        values: () => [],
        grid: { stroke: colour('--line-soft'), width: 1 },
        space: 32,
      },
    ],
    series: [
      {},
      { stroke: colour('--accent'), width: 1.75, fill: colour('--accent-wash'), points: { show: false } },
    ],
    hooks: { setCursor: [(chart) => onHover(chart.cursor.idx ?? null)] },
  };
}
