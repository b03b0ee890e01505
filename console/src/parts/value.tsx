import { isNumber, isRawNumber, type Json } from '../api/json';

// A cell shows this much; the rest is in its title.
const cellLengthMax = 120;

/** A value as text: strings bare, everything else as JSON. */
export function valueText(value: Json | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  return isRawNumber(value) ? value.rawJSON : JSON.stringify(value);
}

/** The family of a value, for its colour and alignment. */
export function valueClass(value: Json | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (isNumber(value)) return 'number';
  return typeof value === 'object' ? 'json' : typeof value;
}

/** A value in a cell or a line, shortened when long. */
export function Value({ value }: { value: Json | undefined }) {
  const text = valueText(value);
  const short = text.length > cellLengthMax ? `${text.slice(0, cellLengthMax)}…` : text;
  return <span class={`value ${valueClass(value)}`}>{short === '' && value === '' ? '""' : short}</span>;
}
