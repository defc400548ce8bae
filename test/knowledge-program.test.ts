/** The documents in the started program: read at the first start, kept over the next, and in the figures. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { temporaryFolder } from './helpers/databases.ts';
import { document } from './helpers/knowledge-folder.ts';
import { startProgram } from './helpers/program.ts';
import { until } from './helpers/servers.ts';

const TOKEN = 'for-operators';
const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/markdown' };

interface Listed {
  readonly documents: readonly { readonly document: string; readonly state: string }[];
}

async function readFigures(url: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return new Map(
    [...text.matchAll(/^(guiche_knowledge_\S+) (\S+)$/gm)].map(([, name = '', value]) => [
      name,
      Number(value),
    ]),
  );
}

describe('documents in the program', () => {
  it('are served from the first moment, with what was uploaded before', async () => {
    using data = temporaryFolder();
    const settings = { DATA_DIR: data.path, LOG_LEVEL: 'error', OPERATOR_TOKEN: TOKEN };
    const list = async (url: string) =>
      ((await (await fetch(`${url}/api/v1/knowledge?collection=guiche`, { headers })).json()) as Listed)
        .documents;
    {
      await using program = await startProgram(settings);
      const { url } = program;
      const before = await list(url);
      assert.ok(before.length >= 10 && before.every(({ state }) => state === 'searched'));
      const body = document('Zoológico', 'O zoológico municipal abre às dez horas.');
      const sent = await fetch(`${url}/api/v1/knowledge/guiche/zoologico`, { method: 'PUT', headers, body });
      assert.equal(sent.status, 201);
      const figures = await readFigures(url);
      assert.equal(figures.get('guiche_knowledge_documents{collection="guiche"}'), before.length + 1);
      assert.ok((figures.get('guiche_knowledge_passages{collection="guiche"}') ?? 0) > before.length);
      assert.equal(figures.get('guiche_knowledge_build{state="live"}'), 2);
      const api = (await (await fetch(`${url}/docs/json`)).json()) as { paths: Record<string, object> };
      const described = api.paths['/api/v1/knowledge/{collection}/{document}'] ?? {};
      assert.deepEqual(Object.keys(described).sort(), ['delete', 'put']);
    }
    await using program = await startProgram(settings);
    const after = await list(program.url);
    assert.equal(after.find((one) => one.document === 'zoologico')?.state, 'searched');
    const age = 'guiche_knowledge_ingest_age_seconds{of="all"}';
    await until(async () => {
      const figures = await readFigures(program.url);
      return figures.has(age) && figures.get('guiche_knowledge_build{state="live"}') === 2;
    }, 'the sources to be looked at, and nothing to change');
  });
});
