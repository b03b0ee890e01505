import { describe, expect, test } from 'vitest';
import { ServerEventParser } from './serverEvents';

const stream =
  ': hello\nevent: snapshot\nid: 7\ndata: {"a":\ndata: 1}\n\nevent: change\r\ndata: x\r\n\r\nid: 9\n\n';
const expected = [
  { name: 'snapshot', data: '{"a":\n1}', id: '7' },
  { name: 'change', data: 'x', id: null },
  { name: 'message', data: '', id: '9' },
];

describe('ServerEventParser', () => {
  test('reads names, ids and data of several lines', () => {
    expect(new ServerEventParser().push(stream)).toEqual(expected);
  });

  test('gives the same events wherever the text is cut', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      const parser = new ServerEventParser();
      const events = [...parser.push(stream.slice(0, cut)), ...parser.push(stream.slice(cut))];
      expect(events, `cut at ${cut}`).toEqual(expected);
    }
  });

  test('keeps an event back until its blank line', () => {
    const parser = new ServerEventParser();
    expect(parser.push('data: 1\n')).toEqual([]);
    expect(parser.push('\n')).toEqual([{ name: 'message', data: '1', id: null }]);
  });

  test('forgets the name of an event without data', () => {
    expect(new ServerEventParser().push('event: lost\n\ndata: 1\n\n')).toEqual([
      { name: 'message', data: '1', id: null },
    ]);
  });
});
