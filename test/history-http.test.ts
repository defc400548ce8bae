/** The copies' addresses as HTTP has them: few at once, and nothing written for who has left. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { mountHistory } from '../src/http/history.ts';
import { createHttp } from '../src/http/server.ts';
import { createLog } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';
import { until } from './helpers/servers.ts';

/** PDFs that are written when the test says so. */
async function openDesk() {
  const http = await createHttp({
    log: createLog('silent'),
    metrics: createMetrics(),
    trustProxy: false,
    origins: [],
    version: '0',
  });
  const works: { finish(): void; readonly signal: AbortSignal }[] = [];
  mountHistory(http, {
    open: async (token) =>
      token === 'right'
        ? {
            protocolNumbers: ['1', '2'],
            writeText: () => 'texto',
            writePdf: ({ signal }) =>
              new Promise((resolve) => {
                works.push({ finish: () => resolve(Buffer.from('%PDF')), signal });
              }),
          }
        : undefined,
  });
  const url = await http.listen({ port: 0, host: '127.0.0.1' });
  return { works, url, [Symbol.asyncDispose]: () => http.close() };
}

describe('the addresses of copies', () => {
  it('write few PDFs at once, and ask the others to come again', async () => {
    await using desk = await openDesk();
    const get = (path: string) => fetch(`${desk.url}/history/${path}`);
    const first = [get('right.pdf'), get('right.pdf')];
    await until(() => desk.works.length === 2, 'two to be under way');
    const third = await get('right.pdf');
    assert.equal(third.status, 503);
    assert.ok(Number(third.headers.get('retry-after')) > 0);
    assert.equal(await (await get('right.txt')).text(), 'texto', 'a text is no work');
    assert.equal((await get('wrong.pdf')).status, 404);
    for (const { finish } of desk.works) finish();
    for (const answer of await Promise.all(first)) assert.equal(await answer.text(), '%PDF');
    const again = get('right.pdf');
    await until(() => desk.works.length === 3, 'the third');
    desk.works[2]?.finish();
    const { status, headers } = await again;
    assert.equal(status, 200);
    assert.equal(headers.get('content-disposition'), 'inline; filename="protocolos.pdf"');
  });

  it('give up a PDF when whoever asked for it leaves', async () => {
    await using desk = await openDesk();
    const patience = new AbortController();
    const asked = fetch(`${desk.url}/history/right.pdf`, { signal: patience.signal });
    await until(() => desk.works.length === 1, 'it to be under way');
    const [work] = desk.works;
    patience.abort();
    await assert.rejects(asked);
    if (work && !work.signal.aborted) await once(work.signal, 'abort');
    work?.finish();
  });
});
