import { useEffect, useState } from 'preact/hooks';
import type { StreamState } from '../api/eventStream';

/** Says whether what is shown is live, and when the next try comes if it is not. */
export function StreamPill({ stream, paused = false }: { stream: StreamState; paused?: boolean }) {
  const seconds = useSecondsUntil(stream.kind === 'waiting' ? stream.retryAt : null);
  const kind = paused ? 'paused' : stream.kind;
  const text = {
    open: 'Live',
    paused: 'Paused',
    connecting: 'Connecting',
    waiting: `Connection lost, trying again${seconds > 0 ? ` in ${seconds} s` : ''}`,
    refused: 'Stopped',
  }[kind];
  return (
    <span class={`pill ${kind}`} role="status" title={stream.kind === 'waiting' ? stream.reason : undefined}>
      <span class="dot" />
      {text}
    </span>
  );
}

function useSecondsUntil(moment: number | null): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (moment === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [moment]);
  return moment === null ? 0 : Math.ceil((moment - now) / 1000);
}
