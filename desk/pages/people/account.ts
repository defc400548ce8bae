/** Accounts as the API tells of them, and what a form makes of one. */
import { PERSON_ROLES, type Person, type PersonRole } from '../../../src/person.ts';
import { ApiError } from '../../app/api.ts';
import { t } from './words.ts';

export interface Account extends Person {
  readonly hasPassword: boolean;
  readonly hasSecondFactor: boolean;
  /** Signs in at the OpenID provider. */
  readonly isElsewhere: boolean;
}

/** Shown once. */
export interface ShownLink {
  readonly name: string;
  readonly link: string;
  readonly expiresAt: string;
  /** It replaces a password. */
  readonly isReset: boolean;
}

/** What the form sends; the login only of somebody new. */
export interface Wish {
  readonly login: string;
  readonly name: string;
  readonly email: string | null;
  readonly roles: readonly PersonRole[];
  readonly queues: readonly string[];
  readonly skills: readonly string[];
  readonly capacity: Readonly<Record<string, number>>;
  readonly locale: string;
}

export type Problems = Partial<Record<'login' | 'name' | 'email' | 'roles' | 'capacity', string>>;

const splitList = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** "web 4, voice 1" */
export const writeCapacity = (capacity: Readonly<Record<string, number>>): string =>
  Object.entries(capacity)
    .map(([channel, count]) => `${channel} ${count}`)
    .join(', ');

/** Undefined for what is not written like that. */
export function readCapacity(text: string): Record<string, number> | undefined {
  const pairs = splitList(text).map((part) => /^(\S+)[\s:=]+(\d{1,3})$/.exec(part));
  if (pairs.some((pair) => pair === null || Number(pair[2]) > 100)) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', Number(pair?.[2])]));
}

/** As src/http/desk/schemas.ts has it. */
const LOGIN = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{1,99}$/u;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** What stands in the form; where something is wrong with it, what. */
export function readForm(form: HTMLFormElement, isNew: boolean): { wish: Wish; problems: Problems } {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? '').trim();
  const capacity = readCapacity(text('capacity'));
  const roles = PERSON_ROLES.filter((role) => data.getAll('roles').includes(role));
  const [login, name, email] = [text('login'), text('name'), text('email')];
  const problems: Problems = {
    ...(isNew && !LOGIN.test(login) ? { login: t('needsLogin') } : {}),
    ...(name === '' ? { name: t('needsName') } : {}),
    ...(email !== '' && !EMAIL.test(email) ? { email: t('badEmail') } : {}),
    ...(roles.length === 0 ? { roles: t('needsRole') } : {}),
    ...(capacity === undefined ? { capacity: t('capacityWrong') } : {}),
  };
  const queues = data.getAll('queues').map(String);
  const skills = splitList(text('skills'));
  const wish = {
    login,
    name,
    email: email || null,
    roles,
    queues,
    skills,
    capacity: capacity ?? {},
    locale: text('locale'),
  };
  return { wish, problems };
}

/** The field that the server has something against; undefined where it is something else. */
export function problemsOf(error: unknown): Problems | undefined {
  const code = error instanceof ApiError ? error.code : '';
  if (code === 'login-taken') return { login: t('taken') };
  return code === 'last-admin' ? { roles: t('lastAdmin') } : undefined;
}
