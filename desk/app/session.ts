/** Who is signed in, in this window. */
import { effect, signal } from '@preact/signals';
import { hasRole, type Person, type PersonRole } from '../../src/person.ts';
import { call, refusals } from './api.ts';
import { chooseLocale, locale } from './words.ts';

/** Undefined until it is known; null: nobody. */
export const me = signal<Person | null | undefined>(undefined);

/** What the sign-in page needs to know of the house. */
export const house = signal<{ readonly oidcName: string | null; readonly isSetUp: boolean }>({
  oidcName: null,
  isSetUp: true,
});

/** Whether whoever is signed in has one of these roles. */
export const can = (roles: readonly PersonRole[]): boolean =>
  me.value !== null && me.value !== undefined && hasRole(me.value, roles);

/** Somebody has signed in, or changed what they are called and speak. */
export const enter = (person: Person): void => {
  me.value = person;
};

/** The server knows nobody here any more; what was being written stays in this browser. */
export const signOutHere = (): void => {
  me.value = null;
};

/** Errors: ApiError, where the server was not reached. */
export async function loadSession(): Promise<void> {
  const {
    me: person,
    oidcName,
    isSetUp,
  } = await call<{
    me: Person | null;
    oidcName: string | null;
    isSetUp: boolean;
  }>('GET', '/session');
  house.value = { oidcName, isSetUp };
  me.value = person;
}

/** Ends the session here and at the server. */
export async function signOut(): Promise<void> {
  await call('DELETE', '/session');
  signOutHere();
}

/** Keeps the language, and who is here, in step with what is known. */
export function watchSession(): void {
  effect(() => {
    locale.value = chooseLocale([me.value?.locale, ...navigator.languages]);
    document.documentElement.lang = locale.value;
  });
  effect(() => {
    if (refusals.value > 0) signOutHere();
  });
}
