/** Logging in on the web, by the API as the widget uses it, against an OpenID provider of our own. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from './helpers/databases.ts';
import { CLIENT_ID, CLIENT_SECRET, type OidcServer, startOidcServer } from './helpers/oidc-server.ts';
import { type Program, startProgram } from './helpers/program.ts';
import { until } from './helpers/servers.ts';

interface Kept {
  readonly token: string;
  readonly protocolNumber: string;
}

describe('a login on the web', () => {
  const stack = new AsyncDisposableStack();
  let provider: OidcServer;
  let program: Program;
  before(async () => {
    const folder = stack.use(temporaryFolder());
    provider = stack.use(await startOidcServer(() => `${program.url}/login/callback`));
    program = stack.use(
      await startProgram({
        DATA_DIR: folder.path,
        OIDC_ISSUER: provider.issuer,
        OIDC_CLIENT_ID: CLIENT_ID,
        OIDC_CLIENT_SECRET: CLIENT_SECRET,
        CORS_ORIGINS: 'https://www.example.gov.br',
        MESSAGES_PER_MINUTE_ADDRESS: '1000',
      }),
    );
  });
  after(() => stack.disposeAsync());

  const post = async <Body>(path: string, body: object, token?: string) => {
    const headers = {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    };
    const response = await fetch(`${program.url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Body };
  };
  const say = async (text: string, token?: string) =>
    (await post<Kept>('/api/v1/messages', { text, locale: 'pt-BR' }, token)).body;
  const readLines = async (number: string, token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${program.url}/api/v1/protocols/${number}`, { headers });
    const { lines = [] } = (await response.json()) as { lines?: { from: string; text: string }[] };
    return { status: response.status, lines: lines.map((line) => line.text) };
  };
  const begin = (token: string, page = `${program.url}/?mode=page`) =>
    post<{ url: string }>('/api/v1/login', { page }, token);

  /** As far as the page that the browser comes back to: the answer in its fragment. */
  async function comeBack(url: string, subject: string): Promise<string> {
    const callback = await fetch(await provider.logIn(url, subject), { redirect: 'manual' });
    const page = new URL(callback.headers.get('location') ?? '');
    assert.equal(page.search, '?mode=page', 'the page itself is not told');
    assert.equal(callback.headers.get('referrer-policy'), 'no-referrer');
    return decodeURIComponent(page.hash.replace('#guiche-login=', ''));
  }
  const finish = (answer: string, token: string) =>
    post<{ token: string; error?: { code: string } }>('/api/v1/login/finish', { answer }, token);

  async function logIn(token: string, subject: string) {
    const { body } = await begin(token);
    return finish(await comeBack(body.url, subject), token);
  }

  it('goes on in a second browser under the same number, and shows there nothing of before', async () => {
    const first = await say('quero fazer uma reclamação');
    assert.equal((await logIn(first.token, 'ana')).status, 200);
    const confirmed = async () =>
      (await readLines(first.protocolNumber, first.token)).lines.some((text) => text.includes('você entrou'));
    await until(confirmed, 'the login to be confirmed');
    const second = await say('oi');
    assert.notEqual(second.protocolNumber, first.protocolNumber);
    const { token } = (await logIn(second.token, 'ana')).body;
    const seen = async () => (await readLines(first.protocolNumber, token)).lines.join('\n');
    await until(async () => (await seen()).includes('você entrou'), 'the second login to be confirmed');
    assert.doesNotMatch(await seen(), /quero fazer uma reclamação/);
    assert.equal((await say('o posto de saúde estava fechado', token)).protocolNumber, first.protocolNumber);
    // What was begun in the second browser is still theirs.
    assert.equal((await readLines(second.protocolNumber, token)).status, 200);
  });

  it('gives whoever logs in after somebody else on the same computer a conversation of their own', async () => {
    const shared = await say('quero fazer uma reclamação');
    await logIn(shared.token, 'bia');
    const { body } = await logIn(shared.token, 'caio');
    assert.notEqual(body.token, shared.token);
    assert.equal((await readLines(shared.protocolNumber, body.token)).status, 404);
    assert.notEqual((await say('oi', body.token)).protocolNumber, shared.protocolNumber);
  });

  it('gives who began it nothing, when somebody else was talked into logging in', async () => {
    const [attacker, victim] = [await say('oi'), await say('oi')];
    const { body } = await begin(attacker.token);
    // The answer is in the victim's browser, whose own token it does not fit.
    const answer = await comeBack(body.url, 'dora');
    assert.equal((await finish(answer, victim.token)).status, 403);
  });

  it('takes an answer once, as it was, and only what the provider signed for this login', async () => {
    const { token } = await say('oi');
    const { body } = await begin(token);
    const answer = await comeBack(body.url, 'eva');
    assert.equal((await finish(answer.replace(/state=./, 'state=x'), token)).status, 400);
    assert.equal((await finish(answer, token)).status, 200);
    assert.equal((await finish(answer, token)).status, 403);
    for (const claims of [
      { nonce: 'another' },
      { aud: 'another' },
      { iss: 'https://another.example' },
      { exp: 1 },
    ]) {
      provider.misbehave(claims);
      assert.equal((await logIn(token, 'eva')).status, 403, JSON.stringify(claims));
    }
  });

  it('takes nothing that somebody else signed', async () => {
    const { token } = await say('oi');
    provider.forge();
    assert.equal((await logIn(token, 'eva')).status, 403);
  });

  it('sends nobody back to a site that may not hold the chat', async () => {
    const { token } = await say('oi');
    assert.equal((await begin(token, 'https://evil.example/')).status, 403);
    assert.equal((await begin(token, 'https://www.example.gov.br/ajuda')).status, 200);
    assert.equal((await begin('no token')).status, 401);
  });
});
