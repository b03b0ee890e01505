/** Any JSON value. A number that a double cannot hold, or whose digits differ (`12.50`), is a {@link RawNumber}. */
export type Json = string | number | boolean | null | RawNumber | Json[] | { [name: string]: Json };

/** A row as the server shows it: column name to value, in the order of the select list. */
export type Row = Record<string, Json>;

/** A number whose digits are kept as sent. `JSON.stringify` prints them unchanged. */
export interface RawNumber {
  readonly rawJSON: string;
}

// The "JSON.parse source text access" addition, which TypeScript's library does not describe yet.
interface SourceJson {
  rawJSON?: (text: string) => RawNumber;
}

const rawJson = (JSON as SourceJson).rawJSON;

/** Parses JSON and keeps the digits of numbers verbatim, where the browser allows it. */
export function parseJson(text: string): Json {
  if (!rawJson) return JSON.parse(text) as Json;
  const keepDigits = (_: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && context?.source !== undefined && String(value) !== context.source
      ? rawJson(context.source)
      : value;
  return JSON.parse(text, keepDigits) as Json;
}

/** True for a number in either form. */
export function isNumber(value: Json | undefined): value is number | RawNumber {
  return typeof value === 'number' || isRawNumber(value);
}

/** True for a number that only its text can show. */
export function isRawNumber(value: Json | undefined): value is RawNumber {
  return typeof value === 'object' && value !== null && 'rawJSON' in value && Object.isFrozen(value);
}

/** True when both are the same JSON text. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  return JSON.stringify(a) === JSON.stringify(b);
}
