/** The accounts this window knows, and what is done to them. */
import { signal } from '@preact/signals';
import { call } from '../../app/api.ts';
import { showProblem } from '../../app/parts/problem.ts';
import { say } from '../../app/parts/toast.tsx';
import { type Account, problemsOf, type ShownLink, type Wish } from './account.ts';
import type { QueueChoice } from './form.tsx';
import { t } from './words.ts';

/** Undefined until they are read. */
export const accounts = signal<readonly Account[] | undefined>(undefined);
export const queues = signal<readonly QueueChoice[]>([]);
export const shownLink = signal<ShownLink | undefined>(undefined);

export async function load(): Promise<void> {
  const [{ people }, known] = await Promise.all([
    call<{ people: readonly Account[] }>('GET', '/people'),
    call<{ queues: readonly QueueChoice[] }>('GET', '/queues'),
  ]);
  accounts.value = people;
  queues.value = known.queues;
}

interface MadeLink {
  readonly link: string;
  readonly expiresAt: string;
}

/** @throws ApiError */
export async function invite(wish: Wish): Promise<void> {
  const { link, expiresAt } = await call<MadeLink>('POST', '/people', wish);
  shownLink.value = { name: wish.name, link, expiresAt, isReset: false };
  await load();
}

/** @throws ApiError */
export async function change(
  account: Account,
  changes: Partial<Omit<Wish, 'login'>> & { isActive?: boolean },
) {
  await call('PATCH', `/people/${account.personId}`, changes);
  say(t('saved', { name: account.name }));
  await load();
}

/** The last admin stays; said at the screen's edge. */
export const setActive = (account: Account, isActive: boolean): Promise<void> =>
  change(account, { isActive }).catch((error: unknown) => {
    const known = problemsOf(error)?.roles;
    if (known === undefined) showProblem(error);
    else say(known, { look: 'problem' });
  });

export const makeLink = ({ personId, name, hasPassword }: Account): Promise<void> =>
  call<MadeLink>('POST', `/people/${personId}/link`).then((made) => {
    shownLink.value = { ...made, name, isReset: hasPassword };
  }, showProblem);

export const signOutOf = ({ personId, name }: Account): Promise<void> =>
  call('DELETE', `/people/${personId}/sessions`).then(() => say(t('signedOut', { name })), showProblem);
