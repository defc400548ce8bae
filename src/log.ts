import { pino } from 'pino';

/**
 * Structured log. What a person wrote, and what was answered, never goes into it above `debug`:
 * lines carry ids, names, counts and durations.
 */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** JSON lines on standard output; readable lines when that is a terminal. */
export function createLog(level: LogLevel): Log {
  if (!process.stdout.isTTY) return pino({ level });
  const target = { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' } };
  return pino({ level, transport: target });
}
