/** What was typed into the form, and what is wrong with it. */
import { ApiError } from '../../app/api.ts';
import { t } from './words.ts';

export const LEAST_PASSWORD = 12;
/** As src/http/desk/schemas.ts has it. */
const LOGIN = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{1,99}$/u;

export interface Wish {
  readonly name: string;
  readonly login: string;
  readonly password: string;
  readonly repeat: string;
}

export type Problems = Partial<Record<keyof Wish, string>>;

export const readWish = (form: HTMLFormElement): Wish => {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? '');
  return {
    name: text('name').trim(),
    login: text('login').trim(),
    password: text('password'),
    repeat: text('repeat'),
  };
};

/** @param isFirst name and login are chosen too */
export function findProblems({ name, login, password, repeat }: Wish, isFirst: boolean): Problems {
  return {
    ...(isFirst && name === '' ? { name: t('missing') } : {}),
    ...(isFirst && !LOGIN.test(login) ? { login: t('badLogin') } : {}),
    ...([...password].length < LEAST_PASSWORD ? { password: t('short') } : {}),
    ...(password === repeat ? {} : { repeat: t('different') }),
  };
}

/** The field that the server has something against; undefined where it is something else. */
export function problemsOf(error: unknown): Problems | undefined {
  const code = error instanceof ApiError ? error.code : '';
  if (code === 'weak-password') return { password: t('guessed') };
  return code === 'login-taken' ? { login: t('taken') } : undefined;
}
