/** One suite over every implementation of the model contract, each on a server of its protocol. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { AssistantError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import type { Model, ModelReport } from '../../src/model.ts';
import { createOpenAiModel, type OpenAiOptions } from '../../src/models/openai.ts';
import { createModelPool } from '../../src/models/pool.ts';
import { type ChatReply, type OpenAiServer, startOpenAiServer } from '../helpers/openai-server.ts';
import { freePort, until } from '../helpers/servers.ts';

interface Subject {
  readonly server: OpenAiServer;
  /** Each time another, which remembers nothing. */
  readonly model: Model;
  /** The same with other timeouts, or elsewhere. */
  other(options: {
    url?: string;
    firstTokenTimeoutMs?: number;
    tokenTimeoutMs?: number;
    apiKey?: string;
  }): Model;
}

const messages = [
  { role: 'system', content: 'Responda em português.' },
  { role: 'user', content: 'Olá — “não”? 👋' },
] as const;

const REPORT = { model: 'test-model', pool: 'primary', attempts: 1, truncated: false };
const BROKEN_ENDS = ['reset', 'cut', 'garbage', 'error', 'abort', 'endless'] satisfies ChatReply['end'][];
const NO_ANSWERS: Readonly<Record<string, ChatReply>> = {
  'a page in place of an answer': { page: '<html>Bem-vindo</html>' },
  'such a page that does not end': { page: '<html>', hangs: true },
  'an error that does not end': { status: 500, hangs: true },
  'a gateway’s error page': { status: 502, page: '<html>Bad Gateway</html>' },
};

/** A test that hangs is ended by this, and then fails. */
const patience = () => AbortSignal.timeout(20_000);

async function ask(model: Model, signal = patience()): Promise<{ pieces: string[]; report: ModelReport }> {
  const pieces: string[] = [];
  const answer = model.stream({ messages, signal, maxTokens: 50 });
  for (;;) {
    const next = await answer.next();
    if (next.done) return { pieces, report: next.value };
    pieces.push(next.value);
  }
}

const failsWith =
  (code: string, more: Partial<AssistantError> = {}) =>
  (error: unknown) => {
    assert.ok(error instanceof AssistantError, String(error));
    assert.equal(error.code, code, error.message);
    for (const [key, value] of Object.entries(more)) assert.equal(error[key as keyof AssistantError], value);
    return true;
  };

function suite(name: string, start: () => Promise<Subject>) {
  describe(`model: ${name}`, () => {
    let subject: Subject;
    before(async () => {
      subject = await start();
    });
    after(() => subject.server[Symbol.asyncDispose]());

    it('streams the answer in pieces and tells what was used', async () => {
      subject.server.reply({ tokens: ['Olá', ', ', 'ção 👋', '\n'] });
      const { pieces, report } = await ask(subject.model);
      assert.deepEqual(pieces, ['Olá', ', ', 'ção 👋', '\n']);
      assert.equal(report.usage?.outputTokens, 4);
      assert.ok((report.usage?.inputTokens ?? 0) > 0);
      const { model, pool, server, attempts, truncated } = report;
      const { host } = new URL(subject.server.url);
      assert.deepEqual({ model, pool, server, attempts, truncated }, { ...REPORT, server: host });
      const request = subject.server.requests.at(-1);
      assert.deepEqual(request?.messages, messages);
      assert.equal(request?.max_tokens, 50);
    });

    it('hands a piece on while the rest is still being written', async () => {
      subject.server.reply({ tokens: ['um', 'dois'], end: 'stall' });
      const stop = new AbortController();
      const answer = subject.model.stream({ messages, signal: stop.signal });
      assert.deepEqual(await answer.next(), { done: false, value: 'um' });
      await answer.return(undefined as never);
    });

    for (const [status, code] of [
      [400, 'model-refused'],
      [401, 'model-refused'],
      [404, 'model-refused'],
      [429, 'model-failed'],
      [500, 'model-failed'],
      [503, 'model-failed'],
    ] as const) {
      it(`takes status ${status} as ${code}, after one request`, async () => {
        subject.server.reply({ status });
        const before = subject.server.requests.length;
        await assert.rejects(ask(subject.model), failsWith(code));
        assert.equal(subject.server.requests.length, before + 1);
      });
    }

    it('passes on how long an overloaded server wants to be left alone', async () => {
      subject.server.reply({ status: 429, retryAfterSeconds: 7 });
      await assert.rejects(ask(subject.model), failsWith('model-failed', { retryAfterMs: 7000 }));
    });

    it('tells an answer that was cut off at its limit', async () => {
      subject.server.reply({ tokens: Array.from({ length: 60 }, () => 'a ') });
      const { pieces, report } = await ask(subject.model);
      assert.deepEqual([pieces.length, report.truncated], [50, true]);
    });

    for (const end of BROKEN_ENDS) {
      it(`fails on a stream that ends in: ${end}`, async () => {
        subject.server.reply({ tokens: ['meia ', 'resposta'], end });
        await assert.rejects(ask(subject.model), failsWith('model-failed'));
      });
    }

    for (const [what, reply] of Object.entries(NO_ANSWERS)) {
      it(`fails on ${what}, without waiting for its end`, async () => {
        subject.server.reply(reply);
        await assert.rejects(ask(subject.model), failsWith('model-failed'));
      });
    }

    it('says nothing of what was asked, where the server repeats it', async () => {
      const page = "1 validation error\n'input': 'Olá, meu CPF é 123'";
      subject.server.reply({ status: 400, page });
      await assert.rejects(ask(subject.model), (error: Error) => !error.message.includes('CPF'));
    });

    it('gives up on a server that sends chunks without words', async () => {
      subject.server.reply({ tokens: [], end: 'idle' });
      await assert.rejects(ask(subject.other({ firstTokenTimeoutMs: 200 })), failsWith('model-failed'));
    });

    it('does not take a reader that is slow for a server that is', async () => {
      subject.server.reply({ tokens: ['um', 'dois'] });
      const model = subject.other({ tokenTimeoutMs: 500 });
      const pieces: string[] = [];
      for await (const piece of model.stream({ messages, signal: patience() })) {
        pieces.push(piece);
        if (pieces.length === 1) await pause(1_100);
      }
      assert.deepEqual(pieces, ['um', 'dois']);
    });

    it('ends with its time, all in all', async () => {
      subject.server.reply({ tokens: Array.from({ length: 400 }, () => 'a '), tokenDelayMs: 20 });
      const before = subject.server.disconnects;
      const answer = subject.model.stream({ messages, signal: patience(), budgetMs: 1_000 });
      await assert.rejects(async () => {
        while (!(await answer.next()).done);
      }, failsWith('model-failed'));
      await until(() => subject.server.disconnects > before, 'the request to be closed');
    });

    it('fails when nobody listens', async () => {
      const model = subject.other({ url: `http://127.0.0.1:${await freePort()}/v1` });
      await assert.rejects(ask(model), failsWith('model-failed'));
    });

    it('is refused with a wrong key', async () => {
      await assert.rejects(ask(subject.other({ apiKey: 'wrong' })), failsWith('model-refused'));
    });

    it('gives up on a server that does not begin, and closes the request', async () => {
      subject.server.reply({ tokens: ['tarde'], firstTokenDelayMs: 15_000 });
      const before = subject.server.disconnects;
      const model = subject.other({ firstTokenTimeoutMs: 100 });
      await assert.rejects(
        ask(model),
        failsWith('model-failed', { message: 'The model server failed: no answer within 100 ms' }),
      );
      await until(() => subject.server.disconnects > before, 'the request to be closed');
    });

    it('gives up on a server that falls silent, and closes the request', async () => {
      subject.server.reply({ tokens: ['meia'], end: 'stall' });
      const before = subject.server.disconnects;
      await assert.rejects(ask(subject.other({ tokenTimeoutMs: 100 })), failsWith('model-failed'));
      await until(() => subject.server.disconnects > before, 'the request to be closed');
    });

    it('bears silences shorter than its patience, however long the answer', async () => {
      subject.server.reply({ tokens: Array.from({ length: 30 }, () => 'a '), tokenDelayMs: 10 });
      const { pieces } = await ask(subject.other({ firstTokenTimeoutMs: 250, tokenTimeoutMs: 250 }));
      assert.equal(pieces.length, 30);
    });

    it('closes the request when the signal aborts, and says that it was aborted', async () => {
      subject.server.reply({ tokens: ['um', 'dois'], end: 'stall' });
      const stop = new AbortController();
      const before = subject.server.disconnects;
      const answer = subject.model.stream({ messages, signal: stop.signal });
      await answer.next();
      stop.abort();
      await assert.rejects(
        async () => {
          while (!(await answer.next()).done);
        },
        { name: 'AbortError' },
      );
      await until(() => subject.server.disconnects > before, 'the request to be closed');
    });

    it('closes the request when the reader stops reading', async () => {
      subject.server.reply({ tokens: ['um', 'dois'], end: 'stall' });
      const before = subject.server.disconnects;
      for await (const _ of subject.model.stream({ messages, signal: patience() })) break;
      await until(() => subject.server.disconnects > before, 'the request to be closed');
    });

    it('does not even ask when it is aborted already', async () => {
      const before = subject.server.requests.length;
      await assert.rejects(ask(subject.model, AbortSignal.abort()), { name: 'AbortError' });
      assert.equal(subject.server.requests.length, before);
    });
  });
}

const open = async (create: (options: OpenAiOptions) => Model): Promise<Subject> => {
  const server = await startOpenAiServer({ apiKey: 'secret' });
  const options = { url: server.url, model: 'test-model', apiKey: 'secret' };
  return {
    server,
    get model() {
      return create(options);
    },
    other: (changes) => create({ ...options, ...changes }),
  };
};

suite('openai', () => open(createOpenAiModel));
suite('pool of one server', () =>
  open(({ url, model, apiKey, ...timeouts }) =>
    createModelPool({
      ...timeouts,
      pools: [{ name: 'primary', urls: [url], model, apiKey }],
      log: createLog('silent'),
    }),
  ));
