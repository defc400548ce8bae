/** Documents through the API: sent, found at once, listed, replaced, deleted, refused. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, it } from 'node:test';
import { createGuard } from '../src/http/guard.ts';
import { mountKnowledge } from '../src/http/knowledge.ts';
import { createHttp } from '../src/http/server.ts';
import { createUploads } from '../src/knowledge/uploads.ts';
import { createLog } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';
import { overDatabases } from './helpers/databases.ts';
import { makePdf } from './helpers/documents.ts';
import { document, type KnowledgeFolder, openKnowledgeFolder } from './helpers/knowledge-folder.ts';

const TOKEN = 'for-operators';
const LIMIT_BYTES = 200_000;
const log = createLog('silent');

interface Listed {
  readonly documents: readonly {
    readonly document: string;
    readonly origin: string;
    readonly state: string;
  }[];
  readonly next: string | null;
}

overDatabases('uploads', (database) => {
  let folder: KnowledgeFolder;
  let stack: AsyncDisposableStack;
  let url = '';

  /** A gateway of its own. */
  async function startGateway(): Promise<string> {
    const http = await createHttp({
      ...{ log, metrics: createMetrics(), trustProxy: false, origins: [], version: '0' },
    });
    stack.defer(() => http.close());
    const onChange = () => folder.knowledge.refresh();
    const keeper = createUploads({ database: database(), log, onChange });
    mountKnowledge(http, { guard: createGuard(TOKEN), limitBytes: LIMIT_BYTES, keeper });
    return `${await http.listen({ port: 0, host: '127.0.0.1' })}/api/v1/knowledge`;
  }
  beforeEach(async () => {
    stack = new AsyncDisposableStack();
    folder = stack.use(await openKnowledgeFolder(database()));
    await database().query('delete from uploads');
    url = await startGateway();
  });
  afterEach(() => stack.disposeAsync());

  const call = async (method: string, path = '', body?: string | Buffer, type = 'text/markdown') => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const answer = (text === '' ? {} : JSON.parse(text)) as Listed & {
      error?: { code: string; message: string };
    };
    return { status: response.status, ...answer };
  };
  const refusal = async (...sent: Parameters<typeof call>) => {
    const { status, error } = await call(...sent);
    return `${status} ${error?.message}`;
  };
  const feira = (day: string) => document('Feira', `A feira da praça é no ${day}.`);

  it('are found as soon as they are taken, replaced under their name, and gone when deleted', async () => {
    assert.equal((await call('PUT', '/servicos/feira', feira('sábado'))).status, 201);
    assert.deepEqual(await folder.documentsFor('feira da praça'), ['feira']);
    assert.equal((await call('PUT', '/servicos/feira', feira('domingo'))).status, 200);
    assert.deepEqual(await folder.documentsFor('sábado'), []);
    assert.deepEqual(await folder.documentsFor('domingo'), ['feira']);
    assert.equal((await folder.ingest()).build, null, 'a look at all sources leaves it as it is');
    assert.equal((await call('DELETE', '/servicos/feira')).status, 204);
    assert.deepEqual(await folder.documentsFor('domingo'), []);
    assert.match(await refusal('DELETE', '/servicos/feira'), /^404 .*feira in servicos was not found/);
    assert.equal((await folder.ingest()).build, null, 'and so does it when it is gone');
  });

  it('say of themselves what the collection does not, and may be PDFs', async () => {
    const pdf = Buffer.from(
      await makePdf((page) => void page.text('O regimento interno trata das audiências públicas.')),
    );
    const about =
      'title=Regimento&owner=C%C3%A2mara&valid_from=2020-01-01&valid_until=2099-12-31&address=https%3A%2F%2Fx.example%2Fr.pdf';
    assert.equal(
      (await call('PUT', `/servicos/leis%2Fregimento?${about}`, pdf, 'application/pdf')).status,
      201,
    );
    const [found] = await folder.knowledge.search('audiências públicas');
    assert.deepEqual(
      [found?.document, found?.title, found?.page, found?.address],
      ['leis/regimento', 'Regimento', 1, 'https://x.example/r.pdf#page=1'],
    );
    assert.equal((await call('PUT', '/servicos/interno?audience=staff', feira('feriado'))).status, 201);
    assert.deepEqual(await folder.documentsFor('feriado'), []);
    assert.equal((await folder.knowledge.search('feriado', { audience: 'staff' })).length, 1);
  });

  it('are listed page by page with files and their state', async () => {
    await call('PUT', '/servicos/feira', feira('sábado'));
    const { documents, next } = await call('GET', '?collection=servicos&limit=2');
    assert.deepEqual(
      documents.map((one) => [one.document, one.origin, one.state]),
      [
        ['feira', 'upload', 'searched'],
        ['iptu', 'file', 'searched'],
      ],
    );
    const rest = await call('GET', `?collection=servicos&limit=2&after=${encodeURIComponent(next ?? '')}`);
    assert.deepEqual([rest.documents.map((one) => one.document), rest.next], [['poda'], null]);
    await database().query(`update uploads set document = 'outra'`);
    const waiting = (await call('GET', '?collection=servicos')).documents.find(
      (one) => one.document === 'outra',
    );
    assert.equal(waiting?.state, 'waiting', 'kept, and not searched yet');
    await folder.ingest();
    assert.deepEqual(await folder.documentsFor('feira da praça'), ['outra'], 'the next look takes it');
  });

  it('are refused with the reason when they are bad, and nothing is kept of them', async () => {
    await call('PUT', '/servicos/feira', feira('sábado'));
    const broken = Buffer.from('%PDF-1.7\nnot a file');
    assert.match(await refusal('PUT', '/servicos/feira', broken, 'application/pdf'), /^400 feira: /);
    assert.match(
      await refusal('PUT', '/servicos/vazio', document('Vazio', '')),
      /^400 vazio: it has no text/,
    );
    assert.match(await refusal('PUT', '/servicos/nada'), /^400 The request has no body/);
    assert.match(await refusal('PUT', '/servicos/iptu', feira('x')), /^400 iptu: .*a file in its folder/);
    assert.match(await refusal('PUT', '/outra/feira', feira('x')), /^404 .*outra \(there are: servicos\)/);
    assert.match(await refusal('PUT', '/servicos/b?valid_from=31-12-2026', feira('x')), /^400 .*valid_from/);
    assert.match(
      await refusal('PUT', '/servicos/b?valid_from=2026-02-01&valid_until=2026-01-01', feira('x')),
      /^400 valid_until comes before/,
    );
    const large = document('Grande', 'palavra '.repeat(40_000));
    assert.match(
      await refusal('PUT', '/servicos/grande', large),
      /^413 The document is larger than 200000 bytes/,
    );
    const kept = await database().query('select document from uploads');
    assert.deepEqual(kept, [{ document: 'feira' }]);
    assert.deepEqual(await folder.documentsFor('sábado'), ['feira'], 'what was there before still is');
  });

  it('are for operators alone', async () => {
    for (const [method, path] of [
      ['PUT', '/servicos/feira'],
      ['DELETE', '/servicos/feira'],
      ['GET', ''],
    ] as const)
      for (const authorization of [undefined, 'Bearer wrong']) {
        const headers: Record<string, string> = { 'content-type': 'text/markdown' };
        if (authorization !== undefined) headers['authorization'] = authorization;
        const body = method === 'PUT' ? { body: feira('x') } : {};
        assert.equal((await fetch(`${url}${path}`, { method, headers, ...body })).status, 401);
      }
    assert.deepEqual(await database().query('select document from uploads'), []);
  });

  it('sent through several gateways at once all stand', async () => {
    const first = url;
    const other = await startGateway();
    const names = ['capivara', 'girafa', 'jacaré', 'onça', 'tucano', 'zebra'];
    const sent = names.map(async (name, index) => {
      const address = `${index % 2 === 0 ? first : other}/servicos/${encodeURIComponent(name)}`;
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/markdown' };
      const body = document('Nota', `Esta nota trata do animal ${name}.`);
      return (await fetch(address, { method: 'PUT', headers, body })).status;
    });
    const [statuses, whole] = await Promise.all([Promise.all(sent), folder.ingest()]);
    assert.ok(
      statuses.every((status) => status === 201),
      statuses.join(),
    );
    assert.deepEqual(whole.rejected, []);
    await folder.knowledge.refresh();
    for (const name of names) assert.deepEqual(await folder.documentsFor(name), [name]);
    assert.equal((await folder.ingest()).build, null);
  });
});
