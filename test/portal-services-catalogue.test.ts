/** Catalogues of services: what is read of each format, and what becomes of files that are wrong. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { readCatalogues } from '../agents/portal-services/catalogue.ts';
import { toPlainText } from '../agents/portal-services/plain-text.ts';
import type { ServiceEntry } from '../src/index.ts';

const SAMPLES = join(import.meta.dirname, '../knowledge/services');

/** A folder with these files, read, and taken away again. */
async function readFiles(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = await mkdtemp(join(tmpdir(), 'catalogue-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    const { services, findings } = await readCatalogues([folder]);
    return {
      services,
      findings: findings.map(({ file, ...finding }) => ({ file: file.slice(folder.length + 1), ...finding })),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const charter = (inside: string, name = '<nome>Tirar passaporte</nome>') =>
  `<?xml version="1.0" encoding="UTF-8"?>
<servico xmlns="http://servicos.gov.br/v3/schema">${name}${inside}</servico>`;

const ONE = (services: readonly ServiceEntry[]): ServiceEntry => {
  assert.equal(services.length, 1);
  return services[0] as ServiceEntry;
};

describe('a charter in XML', () => {
  it('tells cost, time, documents by case, and channels', async () => {
    const { services, findings } = await readFiles({
      'a.xml': charter(`<id>passaporte</id><sigla>PF</sigla>
        <nomes-populares><item>Documento de viagem</item></nomes-populares>
        <gratuito>false</gratuito>
        <tempo-total-estimado><entre min="5" max="15" unidade="dias-uteis"/><descricao></descricao></tempo-total-estimado>
        <etapas><etapa><titulo>Pagar</titulo><descricao>Pague a guia.</descricao>
          <documentos><default><item>RG</item><item>Nenhum.</item></default>
            <caso descricao="Menor de idade"><documento><id>1</id><descricao>Autorização dos pais</descricao></documento></caso></documentos>
          <custos><default><custo><descricao>Taxa</descricao><moeda>R$</moeda><valor>257,25</valor><valorVariavel/></custo></default></custos>
          <canais-de-prestacao><default><canal-de-prestacao tipo="web-emitir"><descricao>https://pf.example</descricao></canal-de-prestacao></default></canais-de-prestacao>
        </etapa><etapa><titulo>Pagar</titulo><descricao>De novo.</descricao></etapa></etapas>
        <orgao><nomeOrgao>Polícia  Federal (PF)</nomeOrgao></orgao>`),
    });
    assert.deepEqual(findings, []);
    const service = ONE(services);
    assert.deepEqual(
      { ...service, steps: service.steps.map(({ id }) => id) },
      {
        id: 'passaporte',
        name: 'Tirar passaporte',
        synonyms: ['PF', 'Documento de viagem'],
        description: '',
        owner: 'Polícia Federal (PF)',
        audience: [],
        free: false,
        costs: ['Taxa: R$ 257,25'],
        deadline: 'de 5 a 15 dias úteis',
        channels: ['Pela internet: https://pf.example'],
        documents: ['RG', 'Menor de idade: Autorização dos pais'],
        link: '',
        contact: '',
        steps: ['pagar', 'pagar-2'],
        text: '',
      },
    );
  });

  it('that is broken is reported with its line, and the others load', async () => {
    const { services, findings } = await readFiles({
      'broken.xml': charter('\n<etapas><etapa></etapas>'),
      'cut.xml': charter('').slice(0, -10),
      'empty.xml': '',
      'entity.xml': `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${charter('<descricao>&b;</descricao>').replace(/^.*\n/, '')}`,
      'latin.xml': Buffer.from(charter('<descricao>não</descricao>'), 'latin1'),
      'nameless.xml': charter('<id>nameless</id>', '<nome/>'),
      'other.xml': '<html><body/></html>',
      'right.xml': charter(''),
    });
    assert.deepEqual(
      services.map(({ id, name }) => [id, name]),
      [['right', 'Tirar passaporte']],
    );
    assert.deepEqual(
      findings.map(({ file, line, reason }) => [file, line, reason.replace(/:.*/, '')]),
      [
        ['broken.xml', 3, 'it is not well-formed XML'],
        ['cut.xml', 2, 'it is not well-formed XML'],
        ['empty.xml', undefined, 'it is empty'],
        ['entity.xml', 1, 'it is not well-formed XML'],
        ['latin.xml', undefined, findings[4]?.reason],
        ['nameless.xml', 1, 'it has no name'],
        ['other.xml', 1, 'it is not a service charter'],
      ],
    );
    assert.match(findings[4]?.reason ?? '', /utf-8/i);
  });

  it('does not read what is nested without end', async () => {
    const { services, findings } = await readFiles({
      'deep.xml': `${'<servico>'.repeat(100_000)}`,
    });
    assert.deepEqual(services, []);
    assert.match(findings[0]?.reason ?? '', /deep/);
  });

  it('of which there are two with one id: the first is kept, the second named', async () => {
    const { services, findings } = await readFiles({
      'a.xml': charter('<id>x</id>'),
      'b.xml': charter('<id>x</id>', '<nome>Outro</nome>'),
    });
    assert.equal(ONE(services).name, 'Tirar passaporte');
    assert.deepEqual(
      findings.map(({ file, reason }) => [file, /the id x stands already in .*a\.xml/.test(reason)]),
      [['b.xml', true]],
    );
  });

  it('keeps of HTML, in CDATA or escaped, only the text', async () => {
    const { services } = await readFiles({
      'a.xml': charter(
        '<descricao><![CDATA[<p style="x">Um&nbsp;<b>dois</b></p><ul><li>três</li><li>quatro</li></ul>]]></descricao>' +
          '<contato>&lt;p&gt;Ligue &lt;a href="tel:135"&gt;135&lt;/a&gt;&lt;/p&gt;</contato>',
      ),
    });
    const { description, contact } = ONE(services);
    assert.equal(toPlainText(description), 'Um dois\n\n- três\n- quatro');
    assert.equal(toPlainText(contact), 'Ligue 135');
  });
});

const markdown = (body: string, front = 'title: Podar árvore') =>
  `---\n${front}\n---\n\n# Podar árvore\n\n${body}`;

describe('a service in Markdown', () => {
  it('is read part by part, in three languages', async () => {
    const { services, findings } = await readFiles({
      'poda.md': markdown(
        'A prefeitura corta\ngalhos.\n\n## Quanto custa\n\n- Nada\n\n## How long it takes\n\n15 dias\n\n## Paso a paso\n\n' +
          '### 1. Ligue\n\nPara o 156.\n\n### Espere\n\nAté 15 dias.\n',
        'title: Podar árvore\nsynonyms: [galho]\nfree: true\nowner: Obras',
      ),
    });
    assert.deepEqual(findings, []);
    const { id, description, costs, deadline, steps, free, owner, synonyms } = ONE(services);
    assert.deepEqual(
      { id, description, costs, deadline, free, owner, synonyms },
      {
        id: 'poda',
        description: 'A prefeitura corta galhos.',
        costs: ['Nada'],
        deadline: '15 dias',
        free: true,
        owner: 'Obras',
        synonyms: ['galho'],
      },
    );
    assert.deepEqual(
      steps.map(({ id, title, text }) => [id, title, text]),
      [
        ['ligue', 'Ligue', 'Para o 156.'],
        ['espere', 'Espere', 'Até 15 dias.'],
      ],
    );
  });

  it('that is wrong says what is wrong, and where', async () => {
    const { services, findings } = await readFiles({
      'colour.md': markdown('Texto.\n\n## Cor favorita\n\nAzul\n'),
      'front.md': '# Sem nada\n\nTexto\n',
      'key.md': markdown('Texto.', 'title: x\nprice: 3'),
      'nothing.md': markdown(''),
      'yaml.md': markdown('Texto.', 'title: x\nsynonyms: [a'),
    });
    assert.deepEqual(services, []);
    assert.deepEqual(
      findings.map(({ file, line }) => [file, line]),
      [
        ['colour.md', 9],
        ['front.md', 1],
        ['key.md', 1],
        ['nothing.md', 1],
        ['yaml.md', findings[4]?.line],
      ],
    );
    assert.match(findings[0]?.reason ?? '', /“Cor favorita” is not a heading .*passo a passo/);
    assert.match(findings[2]?.reason ?? '', /price/);
  });

  it('of our own demonstration is in order', async () => {
    const { services, findings } = await readCatalogues([SAMPLES]);
    assert.deepEqual(findings, []);
    assert.ok(services.length >= 6);
    for (const { name, steps, documents, channels, deadline } of services) {
      assert.ok(steps.length > 0 && documents.length > 0 && channels.length > 0 && deadline !== '', name);
    }
  });
});

describe('flattened charters', () => {
  it('that are wrong are reported by line', async () => {
    const { services, findings } = await readFiles({
      'a.jsonl': '{"id":"a","title":"A","text":"a\\n1\\nA\\ntrue\\nResto"}\n\nnot json\n{"id":"b"}\n',
    });
    const { id, free, text } = ONE(services);
    assert.deepEqual({ id, free, text }, { id: 'a', free: true, text: 'Resto' });
    assert.deepEqual(
      findings.map(({ line }) => line),
      [3, 4],
    );
  });
});
