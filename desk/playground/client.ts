/** The playground's side of the API. */
import type { TrialDesk, TrialQuestion, TrialStep } from '../../src/trial.ts';

const API = '/api/v1/playground';

export interface Collection {
  readonly name: string;
  readonly title: string;
}

/** The token is not, or no longer, the one that the house has. */
export class WrongToken extends Error {}

async function ask(path: string, token: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...init.headers, authorization: `Bearer ${token}` };
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

/** Yields whole lines; the end of the last needs none. */
async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + decoder.decode(value, { stream: !done })).split('\n');
    rest = done ? '' : (lines.pop() ?? '');
    yield* lines.filter((line) => line !== '');
    if (done) return;
  }
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
