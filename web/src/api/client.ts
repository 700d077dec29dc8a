/** The hand-written core of the client: one fetch with the CSRF header and problem errors. */

export interface FieldError {
  field: string;
  message: string;
}

/** A refusal of the server (RFC 9457), or `network` when it did not answer. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly requestId: string;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Partial<Record<string, unknown>>) {
    super(text(body.detail) || text(body.title) || `HTTP ${status}`);
    this.status = status;
    this.code = text(body.code) || (status === 0 ? 'network' : `http_${status}`);
    this.title = text(body.title);
    this.requestId = text(body.request_id);
    this.data = isRecord(body.data) ? body.data : {};
  }

  get fieldErrors(): FieldError[] {
    const errors = this.data.errors;
    if (!Array.isArray(errors)) return [];
    return errors.filter(isRecord).map((e) => ({ field: text(e.field), message: text(e.message) }));
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

let csrfToken = '';

export function setCsrfToken(token: string): void {
  csrfToken = token;
}

async function send(
  method: string,
  path: string,
  payload: unknown,
  more: Record<string, string>,
  signal?: AbortSignal,
): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', ...more };
  if (method !== 'GET') {
    headers['X-CSRF-Token'] = csrfToken;
    headers['Content-Type'] = 'application/json';
  }
  try {
    return await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      body: method === 'GET' ? undefined : JSON.stringify(payload ?? {}),
      signal,
    });
  } catch (cause) {
    throw new ApiError(0, { title: String(cause) });
  }
}

async function body(response: Response): Promise<unknown> {
  const raw = await response.text();
  if (raw === '') return null;
  try {
    return JSON.parse(raw);
  } catch {
    return { detail: raw.slice(0, 400) };
  }
}

export async function request<T>(
  method: string,
  path: string,
  payload?: unknown,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<T> {
  const response = await send(method, path, payload, headers, signal);
  const content = await body(response);
  if (!response.ok) throw new ApiError(response.status, isRecord(content) ? content : {});
  return content as T;
}

/** Browsers send at most this much of what outlives its page, in bytes. */
const LEAVING_BYTES = 60_000;

/** A PUT that goes on while the page is left, where its size allows that. */
export async function putWhileLeaving<T>(path: string, payload: unknown): Promise<T> {
  const text = JSON.stringify(payload);
  const response = await fetch(path, {
    method: 'PUT',
    headers: { Accept: 'application/json', 'X-CSRF-Token': csrfToken, 'Content-Type': 'application/json' },
    credentials: 'same-origin',
    keepalive: new Blob([text]).size < LEAVING_BYTES,
    body: text,
  });
  const content = await body(response);
  if (!response.ok) throw new ApiError(response.status, isRecord(content) ? content : {});
  return content as T;
}

/** For answers that are a file, not JSON. */
export async function postForFile(path: string, payload: unknown): Promise<Blob> {
  const response = await send('POST', path, payload, { Accept: '*/*' });
  if (response.ok) return response.blob();
  const content = await body(response);
  throw new ApiError(response.status, isRecord(content) ? content : {});
}

export const get = <T>(path: string) => request<T>('GET', path);
/** With a signal, the request ends when nobody waits for its answer any more. */
export const post = <T>(path: string, payload?: unknown, signal?: AbortSignal) =>
  request<T>('POST', path, payload, {}, signal);
export const put = <T>(path: string, payload: unknown) => request<T>('PUT', path, payload);
export const patch = <T>(path: string, payload: unknown) => request<T>('PATCH', path, payload);
export const remove = <T>(path: string) => request<T>('DELETE', path);

/** A query string without empty values. */
export function query(values: Record<string, string | number | null | undefined>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== '') params.set(key, String(value));
  }
  const out = params.toString();
  return out === '' ? '' : `?${out}`;
}
