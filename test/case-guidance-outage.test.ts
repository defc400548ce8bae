/** DataJud fails, in each of its ways: what the citizen reads, and what the server is spared. */
import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { meet, openAgent, textOf, valuesOf } from './helpers/case-guidance.ts';
import { type DatajudReply, makeNumber, makeSource, startDatajud } from './helpers/datajud-server.ts';
import { until } from './helpers/servers.ts';

const NUMBER = makeNumber('8.26');
const whole: DatajudReply = { sources: [makeSource(NUMBER)] };

const HOUR_MS = 60 * 60_000;

describe('what fails', () => {
  /** How it fails, how often the server is asked, and why it failed, for the log. */
  const failures: readonly [string, DatajudReply, number, string][] = [
    ['500', { status: 500 }, 2, 'down'],
    ['503 that says nothing', { status: 503 }, 2, 'down'],
    ['503 for a minute', { status: 503, retryAfter: '60' }, 1, 'down'],
    ['503 as a page', { status: 503, raw: '<html>Manutenção</html>', contentType: 'text/html' }, 2, 'down'],
    ['429', { status: 429 }, 1, 'busy'],
    ['429 for two minutes', { status: 429, retryAfter: '120' }, 1, 'busy'],
    [
      'a page in place of an answer',
      { raw: '<!doctype html><html>', contentType: 'text/html' },
      1,
      'garbled',
    ],
    ['half an answer', { ...whole, end: 'cut' }, 1, 'garbled'],
    ['a list in place of an answer', { raw: '[]' }, 1, 'garbled'],
    ['a shape of its own', { raw: '{"hits":{"total":1}}' }, 1, 'garbled'],
    ['more than 5 MB', { raw: `{"filler":"${'x'.repeat(6 * 1024 * 1024)}"}` }, 1, 'garbled'],
    ['a search that ran out of time', { ...whole, timedOut: true }, 2, 'slow'],
    ['a part of the index that was not searched', { failedShards: 3 }, 2, 'slow'],
    ['no answer', { end: 'hang' }, 2, 'slow'],
    ['an answer that stops', { ...whole, end: 'stall' }, 2, 'slow'],
    ['a connection that breaks', { end: 'reset' }, 2, 'down'],
  ];
  for (const [name, reply, requests, failure] of failures) {
    test(name, async () => {
      await using server = await startDatajud();
      const agent = await openAgent(
        server,
        reply.end === 'hang' || reply.end === 'stall' ? { timeoutMs: 200 } : {},
      );
      server.reply(reply);
      const citizen = meet(agent);
      const answer = await citizen.say(NUMBER);
      assert.match(textOf(answer), /não respondeu agora. Seu número está certo.*esaj\.tjsp/s);
      assert.deepEqual(valuesOf(answer), ['summary', 'go:talk-to-a-person']);
      assert.equal(server.requests.length, requests);
      assert.deepEqual(answer.explanation, { outcome: 'look-up-failed', failure });
      assert.ok(citizen.logged.some((line) => line.includes(`"failure":"${failure}"`)));
    });
  }

  test('another key than the server knows', async () => {
    await using server = await startDatajud();
    const answer = await meet(await openAgent(server, { key: 'no longer good' })).say(NUMBER);
    assert.equal(answer.explanation['failure'], 'refused');
    assert.deepEqual(server.refused, ['security_exception']);
  });

  test('an index that is not there, and a server that is not', async () => {
    await using server = await startDatajud({ indices: [] });
    assert.equal((await meet(await openAgent(server)).say(NUMBER)).explanation['failure'], 'no-index');
    const nobody = { url: server.url };
    await server[Symbol.asyncDispose]();
    assert.equal((await meet(await openAgent(nobody)).say(NUMBER)).explanation['failure'], 'down');
  });

  test('slow, or failing once, is no failure; and "tentar de novo" tries again', async () => {
    await using server = await startDatajud();
    const citizen = meet(await openAgent(server));
    server.reply({ status: 500 });
    await citizen.say(NUMBER);
    server.reply({ ...whole, delayMs: 300 });
    assert.match(textOf(await citizen.choose('summary')), /2ª Vara Cível/);
    const before = server.requests.length;
    server.reply((_, at) => (at === before ? { status: 502 } : whole));
    assert.match(textOf(await meet(await openAgent(server)).say(NUMBER)), /2ª Vara Cível/);
    assert.equal(server.requests.length, before + 2);
  });

  test('a task that is called off closes its request', async () => {
    await using server = await startDatajud();
    server.reply({ end: 'hang' });
    const calledOff = new AbortController();
    const asked = meet(await openAgent(server), { signal: calledOff.signal }).say(NUMBER);
    await until(() => server.requests.length === 1, 'the request');
    calledOff.abort(new Error('superseded'));
    await assert.rejects(asked, /superseded/);
    assert.equal(server.requests.length, 1);
  });
});

describe('what was read before', () => {
  test('is shown for an hour without asking, then asked again, then shown with its age', async () => {
    mock.timers.enable({ apis: ['Date'], now: new Date('2026-11-21T15:00:00Z') });
    try {
      await using server = await startDatajud();
      const agent = await openAgent(server);
      server.reply(whole);
      assert.doesNotMatch(textOf(await meet(agent).say(NUMBER)), /onsultado em/);
      mock.timers.setTime(Date.parse('2026-11-21T15:59:00Z'));
      const citizen = meet(agent);
      assert.match(textOf(await citizen.say(NUMBER)), /Consultado em 21 de novembro de 2026 às 12:00/);
      assert.deepEqual(citizen.partials, []);
      assert.equal(server.requests.length, 1);

      server.reply({ status: 500 });
      mock.timers.setTime(Date.parse('2026-11-22T15:00:00Z'));
      const stale = textOf(await meet(agent).say(NUMBER));
      assert.match(stale, /não respondeu agora. Isto foi consultado em 21 de novembro de 2026 às 12:00/);
      assert.match(stale, /atualizou estes dados em 2 de outubro de 2026/);
      assert.match(stale, /Processo com o juiz/);

      mock.timers.setTime(Date.parse('2026-11-28T15:00:01Z'));
      assert.doesNotMatch(textOf(await meet(agent).say(NUMBER)), /Processo com o juiz/);
    } finally {
      mock.timers.reset();
    }
  });

  test('is forgotten when the case has been taken back or sealed', async () => {
    mock.timers.enable({ apis: ['Date'], now: new Date('2026-11-21T15:00:00Z') });
    try {
      for (const gone of [{}, { sources: [makeSource(NUMBER, { nivelSigilo: 1 })] }]) {
        await using server = await startDatajud();
        const agent = await openAgent(server);
        server.reply(whole);
        await meet(agent).say(NUMBER);
        mock.timers.tick(2 * HOUR_MS);
        server.reply(gone);
        await meet(agent).say(NUMBER);
        server.reply({ status: 500 });
        assert.doesNotMatch(textOf(await meet(agent).say(NUMBER)), /2ª Vara Cível/);
      }
    } finally {
      mock.timers.reset();
    }
  });
});

describe('a server that fails', () => {
  const failureOf = async (agent: Awaited<ReturnType<typeof openAgent>>, number: string) =>
    (await meet(agent).say(number)).explanation['failure'];

  test('is left alone after three failures, of that court; then one request goes first', async () => {
    mock.timers.enable({ apis: ['Date'], now: new Date('2026-11-21T15:00:00Z') });
    try {
      await using server = await startDatajud();
      const agent = await openAgent(server);
      server.reply(({ index }) => (index === 'tjsp' ? { raw: 'x' } : {}));
      for (let at = 0; at < 3; at++) assert.equal(await failureOf(agent, NUMBER), 'garbled');
      assert.equal(await failureOf(agent, NUMBER), 'paused');
      assert.equal(server.requests.length, 3);
      assert.equal((await meet(agent).say(makeNumber('4.01'))).output['outcome'], 'none-found');

      mock.timers.tick(30_001);
      assert.equal(await failureOf(agent, NUMBER), 'garbled');
      assert.equal(await failureOf(agent, NUMBER), 'paused');
      mock.timers.tick(30_001);
      server.reply(whole);
      assert.equal(await failureOf(agent, NUMBER), undefined);
      assert.equal(server.requests.length, 6);
    } finally {
      mock.timers.reset();
    }
  });

  test('is not asked for any court before it said one may', async () => {
    mock.timers.enable({ apis: ['Date'], now: new Date('2026-11-21T15:00:00Z') });
    try {
      await using server = await startDatajud();
      const agent = await openAgent(server);
      server.reply({ status: 429, retryAfter: 'Sat, 21 Nov 2026 15:10:00 GMT' });
      assert.equal(await failureOf(agent, NUMBER), 'busy');
      server.reply(whole);
      mock.timers.setTime(Date.parse('2026-11-21T15:09:59Z'));
      assert.equal(await failureOf(agent, makeNumber('4.01')), 'paused');
      assert.equal(server.requests.length, 1);
      mock.timers.setTime(Date.parse('2026-11-21T15:10:01Z'));
      assert.equal(await failureOf(agent, NUMBER), undefined);
    } finally {
      mock.timers.reset();
    }
  });
});
