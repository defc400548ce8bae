/** How browsers get the desk's web application: one page for all addresses, parts that never change their content. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { mountDeskPage } from '../src/http/desk/page.ts';
import { createHttp } from '../src/http/server.ts';
import { createLog } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';

const linksIn = (html: string): string[] =>
  [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, link = '']) => link);

describe('the desk’s page', () => {
  let http: FastifyInstance;
  before(async () => {
    const log = createLog('silent');
    http = await createHttp({ log, metrics: createMetrics(), trustProxy: false, origins: [], version: '0' });
    mountDeskPage(http, log);
  });
  after(() => http.close());

  it('is the same at every address, names nobody else, and may not be framed', async () => {
    for (const url of ['/desk', '/desk/inbox/some-conversation', '/desk/nothing']) {
      const { statusCode, headers, body } = await http.inject(url);
      assert.equal(statusCode, 200);
      assert.match(String(headers['content-type']), /^text\/html/);
      assert.equal(headers['cache-control'], 'no-cache');
      const policy = String(headers['content-security-policy']);
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe|https?:/);
      assert.doesNotMatch(body, /<script>|<style|style=/);
    }
  });

  it('fetches what a page needs first, and every part of it is there', async () => {
    const [plain, inbox] = await Promise.all(
      ['/desk', '/desk/inbox'].map(async (url) => linksIn((await http.inject(url)).body)),
    );
    assert.ok(inbox && plain && inbox.length > plain.length);
    const visited = new Set<string>();
    const visit = async (link: string): Promise<void> => {
      if (visited.has(link)) return;
      visited.add(link);
      const { statusCode, headers, body } = await http.inject(link);
      assert.equal(statusCode, 200, link);
      assert.match(String(headers['cache-control']), /immutable/);
      // The parts name one another beside themselves.
      for (const [name] of body.matchAll(/[\w-]+-[A-Z0-9]{8}\.js/g)) await visit(`/desk/assets/${name}`);
    };
    for (const link of inbox) await visit(link);
    assert.ok([...visited].some((link) => link.endsWith('.css')));
    assert.ok(visited.size > inbox.length, 'nothing is left to be fetched later');
  });

  it('sends parts compressed to those who take that, and says what is not there', async () => {
    const script = linksIn((await http.inject('/desk')).body).find((link) => link.endsWith('.js')) ?? '';
    const whole = await http.inject(script);
    const small = await http.inject({ url: script, headers: { 'accept-encoding': 'gzip, br' } });
    assert.equal(whole.headers['content-encoding'], undefined);
    assert.equal(small.headers['content-encoding'], 'gzip');
    assert.equal(gunzipSync(small.rawPayload).toString(), whole.body);
    const { statusCode } = await http.inject('/desk/assets/main-OLD.js');
    assert.equal(statusCode, 404);
  });
});
