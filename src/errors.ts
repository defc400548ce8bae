/**
 * Errors answer two questions where they are made: whose fault is it, and is it worth retrying?
 * Everything else that is thrown is a defect of ours and is treated as worth retrying.
 */

/** Every error a caller outside the process may see: its code, status and sentence. */
const KINDS = {
  'empty-message': { status: 422, retryable: false, sentence: 'The message has no visible text.' },
  'message-too-long': {
    status: 413,
    retryable: false,
    sentence: 'The message is longer than %s characters.',
  },
  'too-large': { status: 413, retryable: false, sentence: '%s' },
  'invalid-request': { status: 400, retryable: false, sentence: '%s' },
  'not-authenticated': { status: 401, retryable: false, sentence: 'The request does not prove who sent it.' },
  'sign-in-refused': { status: 401, retryable: false, sentence: 'The login and the password do not fit.' },
  'second-factor-needed': {
    status: 401,
    retryable: false,
    sentence: 'The code of the second factor is needed, or was wrong.',
  },
  'weak-password': { status: 400, retryable: false, sentence: '%s' },
  'login-taken': { status: 409, retryable: false, sentence: 'Somebody else has the login %s.' },
  'last-admin': {
    status: 409,
    retryable: false,
    sentence: 'This is the last admin. Give somebody else the role first.',
  },
  forbidden: { status: 403, retryable: false, sentence: '%s' },
  'not-found': { status: 404, retryable: false, sentence: '%s was not found.' },
  /** It cannot be done as things stand; a person is told why. */
  conflict: { status: 409, retryable: false, sentence: '%s' },
  superseded: { status: 409, retryable: false, sentence: '%s' },
  'invalid-answer': { status: 422, retryable: false, sentence: '%s' },
  'too-many-requests': { status: 429, retryable: true, sentence: 'Too many messages. Try again in %s s.' },
  'too-many-attempts': { status: 429, retryable: true, sentence: 'Too many attempts. Try again in %s s.' },
  overloaded: {
    status: 503,
    retryable: true,
    sentence: 'Too much is waiting to be answered. Try again in %s s.',
  },
  'not-ready': { status: 503, retryable: true, sentence: '%s' },
  'delivery-refused': { status: 502, retryable: false, sentence: 'The channel refused the message: %s' },
  'delivery-failed': { status: 502, retryable: true, sentence: 'The channel could not be reached: %s' },
  'model-refused': { status: 502, retryable: false, sentence: 'The model server refused the request: %s' },
  'model-failed': { status: 502, retryable: true, sentence: 'The model server failed: %s' },
  configuration: { status: 500, retryable: false, sentence: '%s' },
} as const;

export type ErrorCode = keyof typeof KINDS;

export class AssistantError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly retryable: boolean;
  /** How long the caller should wait, in milliseconds, where that is known. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, detail = '', options: { cause?: unknown; retryAfterMs?: number } = {}) {
    const kind = KINDS[code];
    super(kind.sentence.replace('%s', detail), options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AssistantError';
    this.code = code;
    this.status = kind.status;
    this.retryable = kind.retryable;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Only an error that says so is final: a defect of ours may be gone with the next release. */
export const isRetryable = (error: unknown): boolean =>
  error instanceof AssistantError ? error.retryable : true;

/** One line for a log or a record: the message and those of its causes. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : ` (${describeError(error.cause)})`;
  return `${error.message || error.name}${cause}`;
}
