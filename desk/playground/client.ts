/** The playground's side of the API. */

import { DESK_HEADER } from '../../src/desk.ts';
import { hasRole, type Person } from '../../src/person.ts';
import type { TrialDesk, TrialQuestion, TrialStep } from '../../src/trial.ts';
import { readLines } from '../app/lines.ts';

const API = '/api/v1/playground';

export interface Collection {
  readonly name: string;
  readonly title: string;
}

/** The token is not, or no longer, the one that the house has. */
export class WrongToken extends Error {}

/** Whether somebody is signed in at the desk who needs no token here. */
export async function isSignedIn(): Promise<boolean> {
  const response = await fetch('/api/v1/desk/session').catch(() => undefined);
  if (!response?.ok) return false;
  const { me } = (await response.json()) as { me: Person | null };
  return me !== null && hasRole(me, ['author', 'admin']);
}

/** @param token '': of whoever is signed in at the desk, by the cookie */
async function ask(path: string, token: string, init: RequestInit = {}): Promise<Response> {
  const proof = token === '' ? { [DESK_HEADER]: '1' } : { authorization: `Bearer ${token}` };
  const headers = { ...init.headers, ...proof };
  const response = await fetch(`${API}${path}`, { ...init, headers });
  if (response.status === 401) throw new WrongToken();
  if (response.ok) return response;
  const { error } = (await response.json().catch(() => ({}))) as { error?: { message?: string } };
  throw new Error(error?.message ?? `HTTP ${response.status}`);
}

/** Errors: WrongToken. */
export async function readCollections(token: string): Promise<readonly Collection[]> {
  const response = await ask('', token);
  return ((await response.json()) as { collections: Collection[] }).collections;
}

/** Tells each step as it comes. Errors: WrongToken; of the network; an AbortError when called off. */
export async function watch(
  desk: TrialDesk,
  question: TrialQuestion,
  { token, signal, onStep }: { token: string; signal: AbortSignal; onStep: (step: TrialStep) => void },
): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(question), signal };
  const { body } = await ask(`/${desk}`, token, init);
  if (!body) return;
  for await (const line of readLines(body)) onStep(JSON.parse(line) as TrialStep);
}
