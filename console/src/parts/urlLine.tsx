import { CopyButton } from './copyButton';

/** The address that is asked, in full, and ways to take it along. */
export function UrlLine({ url }: { url: string }) {
  return (
    <div class="url-line">
      <span class="method">GET</span>
      <code title={url}>{url}</code>
      <CopyButton text={url} label="URL" />
      <CopyButton text={`curl -N -H 'Accept: text/event-stream' '${url}'`} label="curl" />
    </div>
  );
}
