/** How the program starts, refuses to start, and ends. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { io } from 'socket.io-client';
import { temporaryFolder } from './helpers/databases.ts';
import { createCitizen, launch, startProgram } from './helpers/program.ts';

describe('assistant: start and stop', () => {
  it('ends with 0, within ten seconds, having finished what was in hand', async () => {
    using folder = temporaryFolder();
    const program = await startProgram({ DATA_DIR: folder.path });
    const citizen = createCitizen(program.url);
    const kept = await citizen.send('Como acompanho o meu pedido?');
    const stoppedAt = performance.now();
    assert.equal(await program.stop('SIGTERM'), 0, program.output());
    assert.ok(performance.now() - stoppedAt < 10_000);
    // What was acknowledged is answered by the next start.
    await using next = await startProgram({ DATA_DIR: folder.path });
    const address = `${next.url}/api/v1/protocols/${kept.protocolNumber}?after=${kept.seq}&waitMs=10000`;
    const response = await fetch(address, { headers: { authorization: `Bearer ${kept.token}` } });
    const { lines } = (await response.json()) as { lines: { agent: string | null }[] };
    assert.equal(lines[0]?.agent, 'documentation');
  });

  it('ends while a page is open and a program waits for an answer, and sends both away', async () => {
    using folder = temporaryFolder();
    const program = await startProgram({ DATA_DIR: folder.path });
    const citizen = createCitizen(program.url);
    const { seq } = await citizen.send('bom dia');
    const { lines } = await citizen.read(seq, 10_000);
    const waiting = citizen.read(lines.at(-1)?.seq, 20_000);
    const page = io(`${program.url}/chat`, { transports: ['websocket'], reconnection: false });
    await new Promise((resolve) => page.on('session', resolve));
    const sentAway = new Promise((resolve) => page.on('disconnect', resolve));
    const stoppedAt = performance.now();
    assert.equal(await program.stop('SIGTERM'), 0, program.output());
    assert.ok(performance.now() - stoppedAt < 5_000, 'nobody is waited for');
    await sentAway;
    assert.deepEqual((await waiting).lines, []);
  });

  it('says who holds the data folder', async () => {
    using folder = temporaryFolder();
    await using first = await startProgram({ DATA_DIR: folder.path });
    const second = launch({ DATA_DIR: folder.path });
    assert.equal(await second.ended, 1);
    assert.match(second.output(), new RegExp(`in use by process ${first.process.pid}, since`));
  });

  it('says that its port is taken', async () => {
    using folder = temporaryFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const program = launch({ DATA_DIR: folder.path, PORT: String(port) });
    assert.equal(await program.ended, 1);
    assert.match(program.output(), new RegExp(`Port ${port} of 127.0.0.1 is taken`));
    other.close();
  });

  const refusals: readonly [what: string, variables: NodeJS.ProcessEnv, says: RegExp][] = [
    ['roles without servers', { ROLES: 'gateway' }, /set DATABASE_URL and REDIS_URL/],
    ['roles without Redis', { ROLES: 'nlu,agents', DATABASE_URL: 'postgres://x/y' }, /set REDIS_URL/],
    ['Redis without PostgreSQL', { REDIS_URL: 'redis://127.0.0.1:1' }, /Set DATABASE_URL/],
    ['an unknown role', { ROLES: 'gatway' }, /ROLES.*must be "all" or some of/s],
    [
      'production without secrets',
      { NODE_ENV: 'production' },
      /SESSION_SECRET, METRICS_TOKEN and OPERATOR_TOKEN must be set/,
    ],
    ['a short secret', { SESSION_SECRET: 'short' }, /SESSION_SECRET/],
    ['a model server without a model', { LLM_URL: 'http://127.0.0.1:1/v1' }, /set LLM_MODEL/],
    ['a port that is none', { PORT: 'http' }, /PORT/],
    [
      'a database address that is none',
      { DATABASE_URL: 'mysql://x' },
      /DATABASE_URL: must begin with postgres/,
    ],
    [
      'a server that is not there',
      { DATABASE_URL: 'postgres://127.0.0.1:1/x' },
      /PostgreSQL cannot be reached/,
    ],
  ];
  for (const [what, variables, says] of refusals) {
    it(`refuses ${what}, in a sentence that says what to do`, async () => {
      using folder = temporaryFolder();
      const program = launch({ DATA_DIR: folder.path, ...variables });
      assert.equal(await program.ended, 1);
      assert.match(program.output(), says);
      assert.doesNotMatch(program.output(), /\n\s+at /, 'no stack trace for what the user can mend');
    });
  }
});
