import { parseJson } from './json';

/** What a server says when it refuses: the same four fields everywhere. */
export interface ErrorBody {
  code: string;
  message: string;
  details: string | null;
  hint: string | null;
}

/** An error answer of the server, as an exception. */
export class RequestRefused extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
  ) {
    super(body.message);
  }
}

/** Reads the error body of an answer; makes one when a proxy or a crash sent something else. */
export async function readError(response: Response): Promise<ErrorBody> {
  const text = await response.text().catch(() => '');
  return (
    parseError(text) ?? {
      code: String(response.status),
      message: `The server answered ${response.status} ${response.statusText}`.trim(),
      details: text.slice(0, 500) || null,
      hint: null,
    }
  );
}

/** Reads the text of an error body; null when it is none. */
export function parseError(text: string): ErrorBody | null {
  try {
    const body = parseJson(text) as Partial<ErrorBody> | null;
    if (typeof body?.message !== 'string') return null;
    return {
      code: String(body.code ?? ''),
      message: body.message,
      details: body.details ?? null,
      hint: body.hint ?? null,
    };
  } catch {
    return null;
  }
}
