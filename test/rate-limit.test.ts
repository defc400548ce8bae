/** Limits behind a proxy: who is counted, and that nobody can pretend to be somebody else. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from './helpers/databases.ts';
import { type Program, post, startProgram } from './helpers/program.ts';

const LIMIT = 5;

describe('limits per network address', () => {
  const stack = new AsyncDisposableStack();
  let direct: Program;
  let proxied: Program;
  before(async () => {
    const start = async (own: NodeJS.ProcessEnv) => {
      const { path } = stack.use(temporaryFolder());
      const limits = { MESSAGES_PER_MINUTE_ADDRESS: String(LIMIT), MESSAGES_PER_MINUTE: '100' };
      return stack.use(await startProgram({ DATA_DIR: path, ...limits, ...own }));
    };
    direct = await start({});
    proxied = await start({ TRUST_PROXY: 'true' });
  });
  after(() => stack.disposeAsync());

  /** How many of twice the limit are taken, each from another contact. */
  async function taken(url: string, forwarded: (index: number) => string): Promise<number> {
    let count = 0;
    for (let index = 0; index < 2 * LIMIT; index++) {
      const { status } = await post(url, { text: 'oi' }, { 'x-forwarded-for': forwarded(index) });
      assert.ok(status === 202 || status === 429);
      if (status === 202) count++;
    }
    return count;
  }

  it('counts all contacts of one address together', async () => {
    assert.equal(await taken(proxied.url, () => '198.51.100.1'), LIMIT);
  });

  it('counts each citizen behind the proxy apart', async () => {
    assert.equal(await taken(proxied.url, (index) => `198.51.100.${10 + index}`), 2 * LIMIT);
  });

  it('is not deceived by what a client puts before the proxy’s word', async () => {
    assert.equal(await taken(proxied.url, (index) => `203.0.113.${index}, 198.51.100.99`), LIMIT);
  });

  it('does not believe the header without a proxy', async () => {
    assert.equal(await taken(direct.url, (index) => `203.0.113.${index}`), LIMIT);
  });
});
