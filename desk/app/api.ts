/** The desk's side of its API, `/api/v1/desk`. */
import { signal } from '@preact/signals';
import { DESK_HEADER } from '../../src/desk.ts';

const API = '/api/v1/desk';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What the server refused, or that it was not reached: then `status` is 0 and `code` is `offline`. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  /** Undefined where the server says nothing of it. */
  readonly retryAfterMs: number | undefined;
  constructor(code: string, status: number, message: string, retryAfterMs?: number) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
  /** Whether the same may succeed later. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** Counts how often the server said that nobody is signed in here any more. */
export const refusals = signal(0);

const addressOf = (path: string): string => `${API}${path}`;

function readError(status: number, text: string, retryAfter: string | null): ApiError {
  let error: { code?: string; message?: string } = {};
  try {
    error = (JSON.parse(text) as { error?: typeof error }).error ?? {};
  } catch {
    // A proxy's own page: the status says enough.
  }
  const code = error.code ?? `http-${status}`;
  if (code === 'not-authenticated') refusals.value++;
  const afterMs = retryAfter === null ? undefined : Number(retryAfter) * 1_000;
  return new ApiError(code, status, error.message ?? `HTTP ${status}`, afterMs);
}

const reach = (path: string, init: RequestInit): Promise<Response> =>
  fetch(addressOf(path), init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError('offline', 0, 'The server was not reached.');
  });

/**
 * Asks the API for something else than one JSON value: a stream of lines, a file.
 * @throws ApiError
 */
export async function ask(
  method: Method,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Response> {
  const headers: Record<string, string> = { [DESK_HEADER]: '1' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const response = await reach(path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  if (response.ok) return response;
  throw readError(response.status, await response.text(), response.headers.get('retry-after'));
}

/**
 * Calls the API: `call<{ me: Person }>('GET', '/session')`. Undefined for an answer without content.
 * @throws ApiError
 */
export async function call<T = void>(
  method: Method,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const response = await ask(method, path, body, signal);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export interface Upload<T> {
  readonly done: Promise<T>;
  cancel(): void;
}

/** Hands a file over, and tells the share that has gone, from 0 to 1. `done` rejects with ApiError. */
export function upload<T>(path: string, file: Blob, onProgress: (share: number) => void): Upload<T> {
  // fetch tells nothing of what has gone.
  const request = new XMLHttpRequest();
  const done = new Promise<T>((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      const { status, responseText } = request;
      if (status >= 200 && status < 300) resolve(JSON.parse(responseText) as T);
      else reject(readError(status, responseText, request.getResponseHeader('retry-after')));
    };
    request.onerror = () => reject(new ApiError('offline', 0, 'The server was not reached.'));
    request.onabort = () => reject(new ApiError('cancelled', 0, 'Called off.'));
  });
  request.open('POST', addressOf(path));
  request.setRequestHeader(DESK_HEADER, '1');
  request.setRequestHeader('content-type', file.type || 'application/octet-stream');
  request.send(file);
  return { done, cancel: () => request.abort() };
}

/** The id of one thing that somebody does: sent again, it has no second effect. */
export const createActionId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
