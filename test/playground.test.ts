/** The playground: who gets in, and what an author sees of a question's way to its answer. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gather, NOTHING, quotesOf } from '../desk/playground/gather.ts';
import { createLog } from '../src/log.ts';
import type { Model, ModelRequest } from '../src/model.ts';
import { openRedisStream } from '../src/streams/redis.ts';
import {
  ask,
  authorization,
  createModel,
  find,
  openBench,
  passage,
  stepsIn,
  TOKEN,
} from './helpers/playground.ts';
import { REDIS_MISSING } from './helpers/redis-servers.ts';
import { startRedis, until } from './helpers/servers.ts';

describe('who gets into the playground', () => {
  it('nobody without the token, at any of its routes', async () => {
    await using stack = new AsyncDisposableStack();
    const { http, routes } = await openBench(stack);
    const open = ['/desk/playground', '/desk/playground.js', '/desk/playground.css'];
    const guarded = routes.filter(([, url]) => !open.includes(url));
    assert.ok(guarded.length >= 2);
    for (const [pattern, path] of guarded) {
      const method = pattern as 'GET' | 'POST';
      const url = path.replace(':desk', 'documentation');
      for (const header of [undefined, 'Bearer wrong', TOKEN, 'Bearer ']) {
        const headers = header === undefined ? {} : { authorization: header };
        const { statusCode, body } = await http.inject({ method, url, headers, payload: { question: 'x' } });
        assert.equal(statusCode, 401, `${method} ${url} with ${header}`);
        assert.doesNotMatch(body, /coleção|passageId/);
      }
    }
  });

  it('nobody at all where no token is set: the page says how to set one', async () => {
    await using stack = new AsyncDisposableStack();
    const { http } = await openBench(stack, {});
    const page = await http.inject({ url: '/desk/playground' });
    assert.equal(page.statusCode, 200);
    assert.match(page.body, /OPERATOR_TOKEN/);
    assert.doesNotMatch(page.body, /<script/);
    assert.equal(
      (await http.inject({ url: '/api/v1/playground', headers: { authorization } })).statusCode,
      404,
    );
    assert.equal((await ask(http, { question: 'x' })).statusCode, 404);
  });

  it('the page loads its script and style from here, and may load nothing else', async () => {
    await using stack = new AsyncDisposableStack();
    const { http } = await openBench(stack);
    const page = await http.inject({ url: '/desk/playground' });
    const policy = String(page.headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|\*/);
    for (const [, url = ''] of page.body.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      const { statusCode, body } = await http.inject({ url });
      assert.equal(statusCode, 200, url);
      assert.ok(body.length > 1_000, url);
    }
  });

  it('a question that is none is refused', async () => {
    await using stack = new AsyncDisposableStack();
    const { http } = await openBench(stack);
    for (const wrong of [
      {},
      { question: ' ' },
      { question: 'x', on: 'ontem' },
      { question: 'x', audience: 'all' },
    ])
      assert.equal((await ask(http, wrong)).statusCode, 400, JSON.stringify(wrong));
    assert.equal((await ask(http, { question: 'x' }, 'elsewhere')).statusCode, 400);
  });
});

describe('what an author sees of a question', () => {
  it('without a model: what was found, with its scores, and the answer', async () => {
    await using stack = new AsyncDisposableStack();
    const { http, searched } = await openBench(stack);
    const response = await ask(http, {
      question: 'e para idoso?',
      earlier: ['qual o prazo?'],
      collections: ['c'],
      audience: 'staff',
      on: '2026-01-31',
    });
    const steps = stepsIn(response.body);
    assert.deepEqual(
      steps.map(({ step }) => step),
      ['begun', 'searched', 'answered', 'ended'],
    );
    assert.equal(find(steps, 'begun')[0]?.model, null);
    assert.deepEqual(find(steps, 'searched')[0]?.passages, [passage]);
    assert.deepEqual(find(steps, 'searched')[0]?.earlier, ['qual o prazo?']);
    assert.equal(find(steps, 'answered')[0]?.activity?.text, passage.text);
    const [options] = searched;
    assert.deepEqual(options?.collections, ['c']);
    assert.equal(options?.audience, 'staff');
    assert.equal(options?.on?.toLocaleDateString('en-CA', { timeZone: 'America/Sao_Paulo' }), '2026-01-31');
  });

  it('with one: the prompt as it is sent, what was written and judged, and the answer without it', async () => {
    await using stack = new AsyncDisposableStack();
    const sent: string[] = [];
    const onRequest = ({ messages }: ModelRequest) => void sent.push(messages[0]?.content ?? '');
    const { http } = await openBench(stack, {
      token: TOKEN,
      model: createModel(['Em até ', '30 dias.'], onRequest),
    });
    const response = await ask(http, { question: 'meu cpf é 529.982.247-25, qual o prazo?' });
    const steps = stepsIn(response.body);
    const [prompted] = find(steps, 'prompted');
    assert.deepEqual(prompted?.messages, [{ role: 'user', content: sent[0] }]);
    assert.match(sent[0] ?? '', /\[cpf\]/);
    assert.doesNotMatch(JSON.stringify(prompted), /529/);
    const gathered = steps.reduce((before, step) => gather(before, 'documentation', step), NOTHING);
    assert.equal(gathered.written, 'Em até 30 dias.');
    assert.equal(gathered.modelEnd?.report?.model, 'some-model');
    assert.deepEqual(
      gathered.judged.map(({ kept, reason }) => [kept, reason]),
      [
        [true, undefined],
        [false, 'no-quote'],
      ],
    );
    assert.equal(gathered.answers.answer?.activity?.text, 'Em até 30 dias.');
    assert.equal(gathered.answers['without-model']?.activity?.text, passage.text);
    assert.equal(gathered.searches.length, 1, 'the second way is not told twice');
    assert.deepEqual([...quotesOf(gathered)], [['p1', ['A resposta sai em até 30 dias.']]]);
    assert.equal(steps.at(-1)?.step, 'ended');
  });

  it('that a model failed, and why', async () => {
    await using stack = new AsyncDisposableStack();
    const model: Model = {
      name: 'broken',
      // biome-ignore lint/correctness/useYield: it fails before the first piece
      async *stream() {
        throw new Error('the engine died');
      },
    };
    const { http } = await openBench(stack, { token: TOKEN, model });
    const steps = stepsIn((await ask(http, { question: 'qual o prazo?' })).body);
    assert.equal(find(steps, 'model-ended')[0]?.error, 'the engine died');
    assert.match(find(steps, 'failed')[0]?.error ?? '', /the engine died/);
  });

  it('that nobody plays the role', async () => {
    await using stack = new AsyncDisposableStack();
    const { http } = await openBench(stack, { token: TOKEN, takenWithinMs: 100 });
    const steps = stepsIn((await ask(http, { question: 'qual o prazo?' }, 'reading')).body);
    assert.deepEqual(
      steps.map((step) => step.step === 'failed' && step.nobody),
      [true],
    );
  });

  it('leaving closes the request at the model server', async () => {
    await using stack = new AsyncDisposableStack();
    let signal: AbortSignal | undefined;
    const model: Model = {
      name: 'slow',
      async *stream(request) {
        signal = request.signal;
        return new Promise((_, reject) =>
          request.signal.addEventListener('abort', () => reject(signal?.reason)),
        );
      },
    };
    const { http } = await openBench(stack, { token: TOKEN, model });
    const url = await http.listen({ port: 0, host: '127.0.0.1' });
    const leaving = new AbortController();
    const asked = fetch(`${url}/api/v1/playground/documentation`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ question: 'qual o prazo?' }),
      signal: leaving.signal,
    }).then((response) => response.text());
    await until(() => signal !== undefined, 'the model to be asked');
    leaving.abort();
    await assert.rejects(asked);
    await until(() => signal?.aborted, 'the request to be closed');
  });
});

describe('the playground of a house whose roles are split', { skip: REDIS_MISSING }, () => {
  it('tells every step in order, from another process by way of Redis', async () => {
    await using stack = new AsyncDisposableStack();
    const redis = stack.use(await startRedis());
    const open = async () => stack.use(await openRedisStream(redis.url, createLog('silent')));
    const model = createModel(Array.from({ length: 40 }, (_, index) => `${index} `));
    const { http } = await openBench(stack, { token: TOKEN, model, streams: [await open(), await open()] });
    const steps = stepsIn((await ask(http, { question: 'qual o prazo?' })).body);
    const { written } = steps.reduce((before, step) => gather(before, 'documentation', step), NOTHING);
    assert.equal(written, Array.from({ length: 40 }, (_, index) => `${index} `).join(''));
    assert.deepEqual(
      steps.map(({ step }) => step).filter((step) => step !== 'written'),
      ['begun', 'searched', 'prompted', 'model-ended', 'judged', 'judged', 'answered', 'answered', 'ended'],
    );
  });
});
