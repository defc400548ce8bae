/** What this window knows of its person's account. */
import { signal } from '@preact/signals';
import type { Person } from '../../../src/person.ts';
import { ApiError, call } from '../../app/api.ts';
import { enter } from '../../app/session.ts';
import { t } from './words.ts';

export interface Profile {
  readonly me: Person;
  readonly hasSecondFactor: boolean;
  readonly recoveryCodes: number;
  readonly isElsewhere: boolean;
}

export interface SessionLine {
  readonly sessionId: string;
  readonly kind: 'browser' | 'token';
  readonly name: string;
  readonly createdAt: string;
  readonly seenAt: string;
  readonly expiresAt: string;
  readonly isThis: boolean;
}

/** Undefined until it is read. */
export const profile = signal<Profile | undefined>(undefined);
export const sessions = signal<readonly SessionLine[]>([]);

export async function load(): Promise<void> {
  const [own, listed] = await Promise.all([
    call<Profile>('GET', '/me'),
    call<{ sessions: readonly SessionLine[] }>('GET', '/sessions'),
  ]);
  profile.value = own;
  sessions.value = listed.sessions;
}

export interface MeChanges {
  readonly name?: string;
  readonly locale?: string;
  readonly password?: { readonly before: string; readonly after: string };
}

/** @throws ApiError */
export async function changeMe(changes: MeChanges): Promise<void> {
  enter((await call<{ me: Person }>('PUT', '/me', changes)).me);
  await load();
}

/** What the server has against a password or a code, in the reader's language; undefined for all else. */
export function refusalOf(error: unknown): string | undefined {
  const code = error instanceof ApiError ? error.code : '';
  if (code === 'sign-in-refused') return t('wrong');
  if (code === 'weak-password') return t('guessed');
  return code === 'second-factor-needed' ? t('codeWrong') : undefined;
}

export const textOf = (form: HTMLFormElement, name: string): string =>
  String(new FormData(form).get(name) ?? '');
