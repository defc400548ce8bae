/** Pages on the web: what is fetched, what is not, and what stays when a site changes or breaks. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readCollections } from '../src/knowledge/collection.ts';
import { openFetch } from '../src/knowledge/sources/fetch.ts';
import { createPoliteFetch } from '../src/knowledge/sources/politeness.ts';
import { refreshPages } from '../src/knowledge/sources/web.ts';
import { overDatabases } from './helpers/databases.ts';
import { type KnowledgeFolder, openKnowledgeFolder } from './helpers/knowledge-folder.ts';
import { html, type Site, sitemap, startSite } from './helpers/site.ts';

const FUTURE = new Date('2100-01-01');
const head = 'title: Portal\nowner: Comunicação\nsources:\n';

overDatabases('web sources', (database) => {
  let folder: KnowledgeFolder;
  let site: Site;
  beforeEach(async () => {
    folder = await openKnowledgeFolder(database());
    site = await startSite();
  });
  afterEach(async () => {
    await folder[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
  });

  /** Fetches what is due, and ingests. */
  async function refresh({ dueBefore = FUTURE, inside = ['127.0.0.1'], limitMs = 60_000 } = {}) {
    const { collections, unreadable } = await readCollections(folder.path);
    await using fetcher = openFetch({ privateHosts: new Set(inside), userAgent: 'Guiche/test', limitMs });
    const looked = await refreshPages({
      ...{ database: database(), collections, dueBefore },
      unreadable: unreadable.map(({ collection }) => collection),
      fetch: createPoliteFetch(fetcher.fetch, 0),
    });
    const report = await folder.ingest();
    const reasons = new Map(
      report.rejected.map(({ place, reason }) => [place.replace(site.url, ''), reason]),
    );
    return { looked, report, reasons };
  }
  const sources = (...lines: readonly string[]) =>
    folder.put('portal/sources.yml', head + lines.map((line) => `  - ${line}\n`).join(''));

  it('takes pages, with their address, and asks again only for what changed', async () => {
    site.put(
      '/creche',
      html('Creche', '<h2 id="vagas">Vagas</h2><p>As vagas da creche abrem em fevereiro.</p>'),
    );
    site.put('/onibus', html('Ônibus', '<p>O passe do ônibus custa cinco reais.</p>'));
    sources(`pages: [${site.url}/creche, ${site.url}/onibus]\n    valid_until: 2099-12-31`);
    assert.equal((await refresh()).report.changed, 2);
    const [found] = await folder.knowledge.search('vagas da creche');
    assert.deepEqual(
      [found?.title, found?.headings, found?.document, found?.address],
      ['Creche', ['Vagas'], `${site.url}/creche`, `${site.url}/creche#vagas`],
    );
    site.takePaths();
    const again = await refresh();
    assert.deepEqual([again.report.build, site.takePaths()], [null, ['/creche', '/onibus']]);
    assert.ok(site.requests.at(-1)?.headers['if-none-match'], 'it asks whether the page changed');
    site.put('/onibus', html('Ônibus', '<p>O passe do ônibus custa seis reais.</p>'));
    const changed = await refresh();
    assert.deepEqual([changed.report.changed, changed.report.unchanged], [1, 3]);
    assert.match((await folder.knowledge.search('quanto custa o passe'))[0]?.text ?? '', /seis reais/);
  });

  it('leaves sources alone that were looked at a while ago', async () => {
    site.put('/a', html('A', '<p>Alfa.</p>'));
    sources(`pages: ${site.url}/a`);
    assert.equal((await refresh({ dueBefore: new Date(0) })).looked, 1, 'never looked at');
    assert.equal((await refresh({ dueBefore: new Date(0) })).looked, 0);
    sources(`pages: [${site.url}/a, ${site.url}/b]`);
    assert.equal((await refresh({ dueBefore: new Date(0) })).looked, 1, 'the new one alone');
  });

  it('follows sitemaps, their indexes, and those that are packed', async () => {
    const { url } = site;
    for (const name of ['um', 'dois', 'tres']) site.put(`/p/${name}`, html(name, `<p>Página ${name}.</p>`));
    site.put('/sitemap.xml', {
      type: 'application/xml',
      body: `<sitemapindex><sitemap><loc>${url}/a.xml</loc></sitemap><sitemap><loc>${url}/b.xml.gz</loc></sitemap>
        <sitemap><loc>${url}/sitemap.xml</loc></sitemap></sitemapindex>`,
    });
    site.put('/a.xml', sitemap(`${url}/p/um`, `${url}/p/dois`, 'https://outro.example/x', `${url}/fora`));
    const packed = gzipSync(String(sitemap(`${url}/p/tres#topo`, `${url}/p/um`).body));
    site.put('/b.xml.gz', { type: 'application/gzip', body: packed });
    sources(
      `sitemap: ${url}/sitemap.xml\n    allow: ["${url}/p", "${url}/sitemap.xml", "${url}/a.xml", "${url}/b.xml.gz"]`,
    );
    const { report, reasons } = await refresh();
    assert.equal(report.changed, 3);
    assert.match(reasons.get('/sitemap.xml') ?? '', /^2 of its pages are outside .*outro\.example/);
    site.put('/b.xml.gz', { type: 'application/gzip', body: gzipSync(String(sitemap().body)) });
    assert.equal((await refresh()).report.deleted, 1, 'a page that no sitemap names any more');
    site.put('/a.xml', { status: 500 });
    const broken = await refresh();
    assert.deepEqual([broken.report.deleted, broken.reasons.get('/a.xml')], [0, 'the server answers 500']);
    site.put('/a.xml', { type: 'application/xml', body: '<urlset><url><loc>x</url></urlset>' });
    assert.match((await refresh()).reasons.get('/a.xml') ?? '', /no sitemap/);
  });

  it('does as robots.txt says, and says who it is', async () => {
    site.put('/robots.txt', { type: 'text/plain', body: 'User-agent: *\nDisallow: /interno\n' });
    site.put('/interno/a', html('A', '<p>Alfa.</p>'));
    site.put('/leva', { status: 302, headers: { location: '/interno/a' } });
    site.put('/b', html('B', '<p>Beta.</p>'));
    sources(`pages: [${site.url}/interno/a, ${site.url}/leva, ${site.url}/b]`);
    const { reasons, report } = await refresh();
    assert.deepEqual(site.takePaths(), ['/b', '/leva']);
    assert.equal(report.changed, 1);
    assert.match(reasons.get('/interno/a') ?? '', /robots\.txt .* does not allow/);
    assert.match(reasons.get('/leva') ?? '', /robots\.txt .* does not allow/);
    assert.equal(site.requests[0]?.headers['user-agent'], 'Guiche/test');
    site.put('/robots.txt', { status: 503 });
    const unsure = await refresh();
    assert.deepEqual([site.takePaths(), unsure.report.deleted], [[], 0]);
    assert.match(unsure.reasons.get('/b') ?? '', /robots\.txt cannot be read/);
    assert.equal(unsure.reasons.size, 3, 'each page says why');
  });

  it('follows redirects within what is allowed, and no further', async () => {
    await using other = await startSite();
    other.put('/segredo', html('Segredo', '<p>Nada daqui.</p>'));
    site.put('/novo', html('Novo', '<p>Endereço novo.</p>'));
    site.put('/velho', { status: 301, headers: { location: '/novo' } });
    site.put('/fora', { status: 302, headers: { location: `${other.url}/segredo` } });
    site.put('/roda', { status: 302, headers: { location: '/roda' } });
    site.put('/arquivo', { status: 302, headers: { location: 'file:///etc/passwd' } });
    const paths = ['velho', 'fora', 'roda', 'arquivo'];
    sources(`pages: [${paths.map((path) => `${site.url}/${path}`).join(', ')}]`);
    const { report, reasons } = await refresh();
    assert.equal(report.changed, 1);
    assert.equal((await folder.documentsFor('endereço novo'))[0], `${site.url}/velho`);
    assert.match(reasons.get('/fora') ?? '', /outside of what allow names/);
    assert.match(reasons.get('/arquivo') ?? '', /outside of what allow names/);
    assert.match(reasons.get('/roda') ?? '', /redirects more than/);
    assert.deepEqual(other.requests, []);
  });

  it('keeps a page that is gone for the moment, and says so', async () => {
    site.put('/a', html('A', '<p>A biblioteca abre às nove.</p>'));
    sources(`pages: ${site.url}/a`);
    await refresh();
    for (const status of [404, 500]) {
      site.put('/a', { status });
      const { report, reasons } = await refresh();
      assert.deepEqual([report.build, reasons.get('/a')], [null, `the server answers ${status}`]);
      assert.deepEqual(await folder.documentsFor('biblioteca'), [`${site.url}/a`]);
    }
    assert.equal((await folder.ingest()).rejected.length, 1, 'also when nothing is fetched');
    folder.remove('portal');
    assert.equal((await refresh()).report.deleted, 1);
    assert.deepEqual(await database().query('select address from fetched_pages'), []);
  });

  it('refuses what is huge or of another kind, and takes the others', async () => {
    site.put('/enorme', { body: Buffer.alloc(1_000_000, 'a'), times: 22 });
    const bomb = { type: 'text/html', headers: { 'content-encoding': 'gzip' } };
    site.put('/bomba', { ...bomb, body: gzipSync(Buffer.alloc(30_000_000, 'a')) });
    site.put('/imagem', { type: 'image/png', body: 'x' });
    site.put('/boa', html('Boa', '<p>A feira é no sábado.</p>'));
    const paths = ['enorme', 'bomba', 'imagem', 'boa'];
    sources(`pages: [${paths.map((path) => `${site.url}/${path}`).join(', ')}]`);
    const { reasons } = await refresh();
    assert.deepEqual(Object.fromEntries(reasons), {
      '/enorme': 'it is larger than 20 MB',
      '/bomba': 'it is larger than 20 MB',
      '/imagem': 'it is image/png, which cannot be read',
    });
    assert.equal((await folder.documentsFor('feira'))[0], `${site.url}/boa`);
  });

  it('does not wait for a page that never ends', async () => {
    site.put('/lenta', { body: 'x', hangs: true });
    sources(`pages: ${site.url}/lenta`);
    const { reasons } = await refresh({ limitMs: 1_000 });
    assert.match(reasons.get('/lenta') ?? '', /takes longer than 1 s/);
  });

  it('does not go on asking a site that is in trouble', async () => {
    const pages = Array.from({ length: 12 }, (_, index) => `/p${index}`);
    for (const path of pages) site.put(path, { status: 503 });
    site.put('/sitemap.xml', sitemap(...pages.map((path) => `${site.url}${path}`)));
    sources(`sitemap: ${site.url}/sitemap.xml`);
    const { report } = await refresh();
    assert.equal(report.rejected.length, 12);
    assert.equal(site.takePaths().filter((path) => path !== '/sitemap.xml').length, 5);
    site.put('/p0', { status: 429 });
    await refresh();
    assert.deepEqual(site.takePaths(), ['/p0', '/sitemap.xml']);
  });

  it('reaches nothing inside the house, by number, by name, or by redirect', async () => {
    const port = new URL(site.url).port;
    site.put('/a', html('A', '<p>Alfa.</p>'));
    site.put('/leva', { status: 302, headers: { location: `http://localhost:${port}/a` } });
    const inside = `http://localhost:${port}/a`;
    sources(`pages: [${site.url}/a, "${inside}", "http://[::1]:${port}/a", "http://0x7f.1:${port}/b"]`);
    const { report } = await refresh({ inside: [] });
    assert.deepEqual([report.changed, site.requests], [0, []]);
    assert.equal(report.rejected.length, 4);
    assert.ok(report.rejected.every(({ reason }) => reason.includes('is inside the house')));
    sources(`pages: ${site.url}/leva\n    allow: ["${site.url}/", "http://localhost:${port}/"]`);
    const led = await refresh({ inside: ['127.0.0.1'] });
    assert.match(led.reasons.get('/leva') ?? '', /localhost.* is inside the house/);
    assert.equal((await refresh({ inside: ['127.0.0.1', 'localhost'] })).report.changed, 1);
  });
});
