import { profileHeaders } from '../api/rest';
import { CopyButton } from './copyButton';

/** The address that is asked, in full, and ways to take it along. */
export function UrlLine({ url, profile = null }: { url: string; profile?: string | null }) {
  const headers = Object.entries(profileHeaders(profile)).map(([name, value]) => `${name}: ${value}`);
  const flags = ['Accept: text/event-stream', ...headers].map((header) => `-H '${header}'`).join(' ');
  return (
    <div class="url-line">
      <span class="method">GET</span>
      <code title={url}>{url}</code>
      {headers.map((header) => (
        <code key={header}>{header}</code>
      ))}
      <CopyButton text={url} label="URL" />
      <CopyButton text={`curl -N ${flags} '${url}'`} label="curl" />
    </div>
  );
}
