/** Dead letters as operators meet them: the API and the command, with the started program behind them. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Database } from '../src/database.ts';
import { openPostgres } from '../src/databases/postgres.ts';
import { createLog } from '../src/log.ts';
import { POSTGRES_MISSING, temporaryFolder } from './helpers/databases.ts';
import { startProgram } from './helpers/program.ts';
import { freePort, startPostgres, until } from './helpers/servers.ts';
import { postEvents, type Receiver, SECRET, says, startReceiver, unique } from './helpers/webhook.ts';

const CHECKOUT = join(import.meta.dirname, '..');
const TOKEN = 'for-operators';

interface Letter {
  readonly id: string;
  readonly stream: string;
  readonly reason: string;
  readonly protocolNumber: string;
}

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function command(flags: readonly string[], token: string | undefined = TOKEN): Promise<Outcome> {
  const env = { PATH: process.env['PATH'], ...(token === '' ? {} : { OPERATOR_TOKEN: token }) };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(CHECKOUT, 'src/commands/dead-letters.ts'), ...flags],
      { cwd: CHECKOUT, env },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

describe('dead letters: API and command', { skip: POSTGRES_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  let receiver: Receiver;
  let database: Database;
  let url = '';
  let urlWithout = '';
  before(async () => {
    receiver = stack.use(await startReceiver());
    const start = async (variables: NodeJS.ProcessEnv) => {
      const { path } = stack.use(temporaryFolder());
      return stack.use(await startProgram({ DATA_DIR: path, LOG_LEVEL: 'error', ...variables })).url;
    };
    const postgres = stack.use(await startPostgres());
    const own = { DATABASE_URL: postgres.url, WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: SECRET };
    [url, urlWithout] = await Promise.all([start({ OPERATOR_TOKEN: TOKEN, ...own }), start({})]);
    database = stack.use(await openPostgres(postgres.url, 1, createLog('silent')));
  });
  after(() => stack.disposeAsync());

  const ask = (path: string, token = TOKEN, method = 'GET') =>
    fetch(`${url}/api/v1/dead-letters${path}`, { method, headers: { authorization: `Bearer ${token}` } });
  const list = async (query = '') =>
    (await (await ask(query)).json()) as { letters: readonly Letter[]; next: string | null };
  const heardBy = (from: string) => receiver.received.filter(({ callback }) => callback.to === from);

  const countFailed = async () => {
    const [row] = await database.query<{ count: number }>(
      `select count(*)::int as count from deliveries where status = 'failed'`,
    );
    return row?.count ?? 0;
  };

  /** Answers that the far end would not take; once their letters are there, it takes everything. */
  async function refuseTo(...people: readonly string[]): Promise<readonly Letter[]> {
    const wanted = (await countFailed()) + people.length;
    receiver.answerWith(() => ({ status: 410 }));
    await postEvents(
      url,
      people.map((from) => says(from, 'bom dia!')),
    );
    await until(async () => (await countFailed()) === wanted, 'the messages to be given up');
    receiver.answerWith(() => ({ status: 202 }));
    return (await list()).letters.slice(0, people.length);
  }

  it('opens to whoever has the token, and to nobody else', async () => {
    const id = crypto.randomUUID();
    for (const path of ['', `/${id}`, '/nonsense', '?limit=nonsense']) {
      assert.equal((await fetch(`${url}/api/v1/dead-letters${path}`)).status, 401, path);
      for (const token of ['', 'for-operator', 'for-operators x', 'FOR-OPERATORS', 'x'.repeat(9_000)])
        assert.equal((await ask(path, token)).status, 401, `${path} ${token}`);
    }
    assert.equal((await ask(`/${id}/replay`, 'x', 'POST')).status, 401);
    assert.equal((await ask('')).status, 200);
  });

  it('is not there without the setting', async () => {
    const headers = { authorization: 'Bearer undefined' };
    const found = await fetch(`${urlWithout}/api/v1/dead-letters`, { headers });
    const unknown = await fetch(`${urlWithout}/api/v1/no-such-thing`, { headers });
    const read = async (response: Response) => {
      const { error } = (await response.json()) as { error: { code: string; message: string } };
      return [response.status, error.code, error.message];
    };
    assert.deepEqual(await read(found), await read(unknown));
    const { code, stderr } = await command(['list', '--url', urlWithout]);
    assert.equal(code, 1);
    assert.match(stderr, /set OPERATOR_TOKEN for its gateway/);
  });

  it('says what is wrong with a question', async () => {
    assert.equal((await ask('/nonsense')).status, 400);
    assert.equal((await ask('?limit=0')).status, 400);
    assert.equal((await ask('?after=x')).status, 400);
    assert.equal((await ask('?replayed=perhaps')).status, 400);
    assert.equal((await ask(`/${crypto.randomUUID()}`)).status, 404);
    assert.equal((await ask(`/${crypto.randomUUID()}/replay`, TOKEN, 'POST')).status, 404);
  });

  it('is described', async () => {
    const { paths } = (await (await fetch(`${url}/docs/json`)).json()) as {
      paths: Record<string, Record<string, { tags: string[] }>>;
    };
    assert.deepEqual(paths['/api/v1/dead-letters/{id}/replay']?.['post']?.tags, ['operators']);
  });

  it('shows a letter and replays it, and the citizen has the answer', async () => {
    const ana = unique('ana');
    const [letter] = await refuseTo(ana);
    assert.ok(letter);
    const shown = (await (await ask(`/${letter.id}`)).json()) as Letter;
    assert.deepEqual(shown, letter);
    assert.match(shown.protocolNumber, /^\d{15}$/);
    assert.equal(heardBy(ana).length, 1);
    const replayed = await ask(`/${letter.id}/replay`, TOKEN, 'POST');
    assert.deepEqual(await replayed.json(), { replayed: true, what: 'The message is sent again.' });
    await until(() => heardBy(ana).length === 2, 'the answer');
    const again = await ask(`/${letter.id}/replay`, TOKEN, 'POST');
    assert.equal(again.status, 400);
    assert.match(await again.text(), /replayed already/);
    assert.equal((await list('?replayed=true')).letters[0]?.id, letter.id);
  });

  it('goes through the pages', async () => {
    const [newest, middle, oldest] = await refuseTo(unique('one'), unique('two'), unique('three'));
    const first = await list('?limit=2');
    assert.deepEqual([first.letters.map(({ id }) => id), first.next], [[newest?.id, middle?.id], middle?.id]);
    const second = await list(`?limit=2&after=${first.next}`);
    assert.deepEqual([second.letters.map(({ id }) => id), second.next], [[oldest?.id], null]);
  });

  it('lists, shows and replays from the terminal', async () => {
    const rui = unique('rui');
    const [letter] = await refuseTo(rui);
    assert.ok(letter);
    const listed = await command(['list', '--url', url]);
    assert.equal(listed.code, 0, listed.stderr);
    const [head = '', row = ''] = listed.stdout.split('\n');
    assert.match(head, /^ID +WHEN +STREAM +PROTOCOL +REASON$/);
    assert.ok(row.startsWith(letter.id) && row.slice(head.indexOf('STREAM')).startsWith('outbound:webhook'));
    assert.match(row.slice(head.indexOf('PROTOCOL')), /^(\d{3} ){5} .*410/);
    const shown = await command(['show', letter.id, '--url', `${url}/`]);
    assert.match(shown.stdout, /^protocol +(\d{3} ){4}\d{3}$/m);
    assert.deepEqual(JSON.parse((await command(['show', letter.id, '--url', url, '--json'])).stdout), letter);
    const replayed = await command(['replay', letter.id, '--url', url]);
    assert.deepEqual([replayed.code, replayed.stdout], [0, `${letter.id}  The message is sent again.\n`]);
    await until(() => heardBy(rui).length === 2, 'the answer');
    const again = await command(['replay', letter.id, '--url', url]);
    assert.deepEqual([again.code, again.stdout], [1, '']);
    assert.match(again.stderr, /not replayed: This dead letter was replayed already/);
  });

  it('replays all, oldest first, past those that are refused', async () => {
    const [zoe, leo] = [unique('zoe'), unique('leo')];
    await refuseTo(zoe);
    await refuseTo(leo);
    const waiting = (await list()).letters.map(({ id }) => id).reverse();
    const { code, stdout, stderr } = await command(['replay', '--all', '--url', url, '--json']);
    assert.equal(code, 0, stderr);
    const { replayed, refused } = JSON.parse(stdout) as { replayed: Letter[]; refused: Letter[] };
    assert.deepEqual([replayed.map(({ id }) => id), refused], [waiting, []]);
    await until(() => heardBy(zoe).length === 2 && heardBy(leo).length === 2, 'the answers');
    const [one, two] = [unique('one'), unique('two')];
    const letters = await refuseTo(one, two);
    const ids = [letters[0]?.id ?? '', crypto.randomUUID(), letters[1]?.id ?? ''];
    const some = await command(['replay', ...ids, '--url', url]);
    assert.equal(some.code, 1);
    assert.equal(some.stdout.trim().split('\n').length, 2);
    assert.match(some.stderr, new RegExp(`^${ids[1]}  not replayed: This dead letter was not found\\.\n$`));
    assert.equal((await command(['list', '--url', url])).stdout, 'No dead letter waits.\n');
  });

  const mistakes: readonly [what: string, flags: readonly string[], token: string, says: RegExp][] = [
    ['no token', ['list'], '', /^Set OPERATOR_TOKEN/],
    ['nothing to do', [], TOKEN, /usage: npm run dead-letters/],
    ['no id', ['show'], TOKEN, /usage/],
    ['neither ids nor all', ['replay'], TOKEN, /usage/],
    ['both ids and all', ['replay', '--all', 'x'], TOKEN, /usage/],
    ['an unknown flag', ['list', '--al'], TOKEN, /--al/],
  ];
  for (const [what, flags, token, says] of mistakes) {
    it(`says in a sentence what is wrong: ${what}`, async () => {
      const { code, stdout, stderr } = await command(flags, token);
      assert.deepEqual([code, stdout, stderr.trim().split('\n').length], [1, '', 1]);
      assert.match(stderr, says);
    });
  }

  it('says that the token is another, and that nobody is there', async () => {
    const wrong = await command(['list', '--url', url], 'x');
    assert.deepEqual([wrong.code, wrong.stderr], [1, `OPERATOR_TOKEN is not the one that ${url} has.\n`]);
    const nobody = await command(['list', '--url', `http://127.0.0.1:${await freePort()}`]);
    assert.equal(nobody.code, 1);
    assert.match(nobody.stderr, /^No assistant answers at http.*ECONNREFUSED/);
  });
});
