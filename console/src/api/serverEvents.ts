/** One event of a `text/event-stream`. An id that comes alone has empty `data`. */
export interface ServerEvent {
  /** The event's name; `message` when it has none. */
  name: string;
  data: string;
  /** The id that came with this event; null when it brought none. */
  id: string | null;
}

/**
 * Cuts the text of an event stream into events. Feed it whatever arrives; it keeps what is unfinished.
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export class ServerEventParser {
  private rest = '';
  private name = '';
  private id: string | null = null;
  private data: string[] = [];

  /** The events that this piece of text completes, in order. */
  push(text: string): ServerEvent[] {
    const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    const events: ServerEvent[] = [];
    for (const line of lines) {
      if (line !== '') this.field(line);
      else if (this.data.length > 0 || this.id !== null) events.push(this.take());
      else this.name = '';
    }
    return events;
  }

  private field(line: string) {
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.name = value;
    else if (field === 'data') this.data.push(value);
    else if (field === 'id') this.id = value;
  }

  private take(): ServerEvent {
    const event = { name: this.name || 'message', data: this.data.join('\n'), id: this.id };
    this.name = '';
    this.id = null;
    this.data = [];
    return event;
  }
}
