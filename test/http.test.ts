/** What strangers send to the HTTP server: clear errors, clean effects, no crash, nothing given away. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { io } from 'socket.io-client';
import { temporaryFolder } from './helpers/databases.ts';
import { createCitizen, type Kept, type Program, post, startProgram } from './helpers/program.ts';

interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly requestId: string };
}

describe('http', () => {
  const stack = new AsyncDisposableStack();
  let program: Program;
  let url = '';
  before(async () => {
    const folder = stack.use(temporaryFolder());
    program = stack.use(
      await startProgram({
        DATA_DIR: folder.path,
        LOG_LEVEL: 'info',
        METRICS_TOKEN: 'for-prometheus',
        MESSAGES_PER_MINUTE: '20',
        MESSAGES_PER_MINUTE_ADDRESS: '1000',
        CORS_ORIGINS: 'https://www.vila.example',
      }),
    );
    url = program.url;
  });
  after(() => stack.disposeAsync());

  const refusals: readonly [
    what: string,
    body: unknown,
    headers: Record<string, string>,
    status: number,
    code: string,
  ][] = [
    ['no text', {}, {}, 400, 'invalid-request'],
    ['an empty text', { text: '' }, {}, 422, 'empty-message'],
    ['only spaces', { text: ' \n\t ' }, {}, 422, 'empty-message'],
    ['only zero-width characters', { text: '\u200b\u200d\ufeff' }, {}, 422, 'empty-message'],
    ['only NULs', { text: '\u0000\u0000' }, {}, 422, 'empty-message'],
    ['a text that is too long', { text: 'a'.repeat(8_001) }, {}, 413, 'message-too-long'],
    ['a million characters', { text: 'a'.repeat(1_000_000) }, {}, 413, 'message-too-long'],
    ['a text that is no text', { text: ['a'] }, {}, 400, 'invalid-request'],
    ['a field that nobody knows', { text: 'oi', admin: true }, {}, 400, 'invalid-request'],
    ['a prototype for a field', '{"text":"oi","__proto__":{"admin":true}}', {}, 400, 'invalid-request'],
    ['JSON that is none', '{"text":', {}, 400, 'invalid-request'],
    ['nothing at all', '', {}, 400, 'invalid-request'],
    ['a form', 'text=oi', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'invalid-request'],
    ['XML', '<text>oi</text>', { 'content-type': 'application/xml' }, 415, 'invalid-request'],
    ['bytes', '\u0001\u0002', { 'content-type': 'application/octet-stream' }, 415, 'invalid-request'],
    ['a message id without end', { text: 'oi', messageId: 'x'.repeat(65) }, {}, 400, 'invalid-request'],
    ['a message id with a NUL', { text: 'oi', messageId: 'a\u0000b' }, {}, 400, 'invalid-request'],
    [
      'a token that was made up',
      { text: 'oi' },
      { authorization: 'Bearer YWJj.YWJj' },
      401,
      'not-authenticated',
    ],
  ];
  for (const [what, body, headers, status, code] of refusals) {
    it(`refuses ${what}`, async () => {
      const response = await post(url, body, headers);
      const { error } = (await response.json()) as ErrorBody;
      assert.deepEqual([response.status, error.code], [status, code], error.message);
      assert.equal(response.headers.get('x-request-id'), error.requestId);
      assert.doesNotMatch(error.message, /node_modules|at .*\.ts/);
    });
  }

  const texts: readonly [what: string, text: string][] = [
    ['emoji alone', '👍🏽'],
    ['right-to-left text', 'مرحبا كيف حالك'],
    ['HTML', '<img src=x onerror=alert(1)><script>alert(1)</script>'],
    ['Markdown', '**oi** [clique](javascript:alert(1))'],
    ['a lone surrogate', 'oi \ud83d'],
    ['a text with NULs in it', 'o\u0000i'],
    ['SQL', "'); drop table events; --"],
    ['placeholders of our own', '{protocolNumber} {{x}} <%= y %> [1]'],
    ['the longest text there may be', 'á'.repeat(8_000)],
  ];
  for (const [what, text] of texts) {
    it(`answers ${what}, and keeps it as text`, async () => {
      const citizen = createCitizen(url);
      const answer = await citizen.ask(text);
      assert.ok(answer.text.length > 0);
      const { lines } = await citizen.read();
      const kept = lines.find((line) => line.from === 'citizen');
      assert.equal(kept?.text, text.toWellFormed().replaceAll('\u0000', ''));
    });
  }

  it('shows a protocol to nobody but its citizen', async () => {
    const owner = createCitizen(url);
    const { status } = await owner.send('oi');
    const stranger = createCitizen(url);
    await stranger.send('oi');
    const read = (headers: Record<string, string>) => fetch(status, { headers });
    assert.equal((await read({})).status, 401);
    assert.equal((await read({ authorization: 'Bearer x' })).status, 401);
    const foreign = await read({ authorization: `Bearer ${stranger.token()}` });
    const unknown = await fetch(`${url}/api/v1/protocols/263250000000000`, {
      headers: { authorization: `Bearer ${stranger.token()}` },
    });
    assert.equal(foreign.status, 404, 'somebody else’s number looks like one that does not exist');
    assert.ok([400, 404].includes(unknown.status));
    assert.equal((await read({ authorization: `Bearer ${owner.token()}` })).status, 200);
  });

  it('says that a number with a wrong digit is none', async () => {
    const citizen = createCitizen(url);
    const { protocolNumber } = await citizen.send('oi');
    const wrong = protocolNumber.slice(0, 14) + ((Number(protocolNumber[14]) + 1) % 10);
    const response = await fetch(`${url}/api/v1/protocols/${wrong}`, {
      headers: { authorization: `Bearer ${citizen.token()}` },
    });
    assert.equal(response.status, 400);
    assert.match(((await response.json()) as ErrorBody).error.message, /digit is wrong/);
  });

  it('slows a contact who writes too much, says for how long, and nobody else', async () => {
    const citizen = createCitizen(url);
    await citizen.send('oi');
    const headers = { authorization: `Bearer ${citizen.token()}` };
    const responses = await Promise.all(Array.from({ length: 25 }, () => post(url, { text: 'oi' }, headers)));
    const slowed = responses.filter((response) => response.status === 429);
    assert.equal(slowed.length, 25 - 19);
    assert.ok(Number(slowed[0]?.headers.get('retry-after')) >= 1);
    assert.equal((await post(url, { text: 'oi' })).status, 202);
  });

  it('sends the headers that keep a browser safe', async () => {
    const { headers } = await fetch(`${url}/`);
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.doesNotMatch(headers.get('content-security-policy') ?? '', /unsafe/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.ok(headers.get('referrer-policy'));
    const api = await fetch(`${url}/health/live`);
    assert.match(api.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
  });

  it('lets only the sites that were named use the API from a page', async () => {
    const allowed = (origin: string) =>
      fetch(`${url}/health/live`, { headers: { origin } }).then((response) =>
        response.headers.get('access-control-allow-origin'),
      );
    assert.equal(await allowed('https://www.vila.example'), 'https://www.vila.example');
    assert.equal(await allowed('https://evil.example'), null);
  });

  it('refuses a page of a site that was not named', async () => {
    const socket = io(`${url}/chat`, {
      transports: ['websocket'],
      reconnection: false,
      extraHeaders: { origin: 'https://evil.example' },
    });
    const refused = await new Promise((resolve) => {
      socket.on('connect', () => resolve(false));
      socket.on('connect_error', () => resolve(true));
    });
    socket.disconnect();
    assert.equal(refused, true);
  });

  it('gives figures only to whoever has the token', async () => {
    assert.equal((await fetch(`${url}/metrics`)).status, 401);
    const response = await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer for-prometheus' } });
    const text = await response.text();
    for (const name of [
      'guiche_messages_received_total',
      'guiche_turns_total',
      'guiche_stream_entries',
      'nodejs_',
    ]) {
      assert.ok(text.includes(name), name);
    }
  });

  it('describes its API', async () => {
    const response = await fetch(`${url}/docs/json`);
    const description = (await response.json()) as { openapi: string; paths: Record<string, object> };
    assert.match(description.openapi, /^3\.1/);
    for (const path of [
      '/api/v1/messages',
      '/api/v1/protocols/{protocolNumber}',
      '/health/live',
      '/health/ready',
    ]) {
      assert.ok(description.paths[path], path);
    }
    assert.equal((await fetch(`${url}/docs/`)).status, 200);
  });

  it('is ready, part by part, and knows nothing at an unknown address', async () => {
    const ready = await fetch(`${url}/health/ready`);
    assert.deepEqual(await ready.json(), { status: 'ready', parts: { database: 'ok', stream: 'ok' } });
    const missing = await fetch(`${url}/wp-admin`);
    assert.equal(missing.status, 404);
    assert.equal(((await missing.json()) as ErrorBody).error.code, 'not-found');
  });

  it('survives sockets that speak nonsense', async () => {
    const { port } = new URL(url);
    for (const noise of [
      '\u0000\u0001\u0002\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`,
    ]) {
      await new Promise((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(noise));
        socket.on('error', resolve).on('close', resolve).resume();
      });
    }
    assert.equal((await fetch(`${url}/health/live`)).status, 200);
  });

  it('answers what a page sends that no widget would send, and stays', async () => {
    const socket = io(`${url}/chat`, { transports: ['websocket'], reconnection: false });
    await new Promise((resolve) => socket.on('session', resolve));
    const ask = (event: string, ...payload: unknown[]) =>
      socket.timeout(5_000).emitWithAck(event, ...payload);
    for (const payload of [
      null,
      1,
      'x',
      [],
      {},
      { clientId: 'a', type: 'message' },
      { clientId: '', type: 'message', text: 'x' },
    ]) {
      assert.deepEqual(await ask('message', payload), {
        ok: false,
        code: 'invalid-request',
        retryable: false,
        retryAfterMs: null,
      });
    }
    assert.deepEqual(await ask('sync', { conversationId: 'x', seq: -1 }), []);
    assert.equal(await ask('passage', { toString: 1 }), null);
    socket.emit('read', 'nonsense');
    socket.emit('no-such-event', 1);
    const kept = (await ask('message', { clientId: 'a', type: 'message', text: 'oi' })) as Kept & {
      ok: boolean;
    };
    assert.equal(kept.ok, true);
    socket.disconnect();
  });

  it('wrote no word of any message into its log', async () => {
    const secret = `meu segredo ${crypto.randomUUID()}`;
    await createCitizen(url).ask(secret);
    assert.ok(program.output().length > 0);
    assert.ok(!program.output().includes(secret.slice(-12)));
  });
});
