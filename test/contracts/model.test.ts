/** One suite over every implementation of the model contract, each on a server of its protocol. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AssistantError } from '../../src/errors.ts';
import type { Model, ModelUsage } from '../../src/model.ts';
import { createOpenAiModel } from '../../src/models/openai.ts';
import { type ChatReply, type OpenAiServer, startOpenAiServer } from '../helpers/openai-server.ts';
import { freePort, until } from '../helpers/servers.ts';

interface Subject {
  readonly server: OpenAiServer;
  readonly model: Model;
  /** The same model with other timeouts, or elsewhere. */
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

/** A test that hangs is ended by this, and then fails. */
const patience = () => AbortSignal.timeout(20_000);

async function ask(
  model: Model,
  signal = patience(),
): Promise<{ pieces: string[]; usage: ModelUsage | undefined }> {
  const pieces: string[] = [];
  const answer = model.stream({ messages, signal, maxTokens: 50 });
  for (;;) {
    const next = await answer.next();
    if (next.done) return { pieces, usage: next.value };
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
      const { pieces, usage } = await ask(subject.model);
      assert.deepEqual(pieces, ['Olá', ', ', 'ção 👋', '\n']);
      assert.equal(usage?.outputTokens, 4);
      const request = subject.server.requests.at(-1);
      assert.deepEqual(request?.messages, messages);
      assert.equal(request?.max_tokens, 50);
    });

    it('hands a piece on while the rest is still being written', async () => {
      subject.server.reply({ tokens: ['um', 'dois'], end: 'stall' });
      const stop = new AbortController();
      const answer = subject.model.stream({ messages, signal: stop.signal });
      assert.deepEqual(await answer.next(), { done: false, value: 'um' });
      await answer.return(undefined);
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

    for (const end of ['reset', 'cut', 'garbage', 'error'] satisfies ChatReply['end'][]) {
      it(`fails on a stream that ends in: ${end}`, async () => {
        subject.server.reply({ tokens: ['meia ', 'resposta'], end });
        await assert.rejects(ask(subject.model), failsWith('model-failed'));
      });
    }

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

suite('openai', async () => {
  const server = await startOpenAiServer({ apiKey: 'secret' });
  const options = { url: server.url, model: 'test-model', apiKey: 'secret' };
  return {
    server,
    model: createOpenAiModel(options),
    other: (changes) => createOpenAiModel({ ...options, ...changes }),
  };
});
