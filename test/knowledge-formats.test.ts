/** What a file is, whatever it is called, and how Markdown, plain text and service charters are read. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Document } from '../src/knowledge/document.ts';
import { readDocument } from '../src/knowledge/formats/read-document.ts';
import { makeDocx, makePdf, paragraph } from './helpers/documents.ts';

const read = (content: string | Uint8Array, name: string, mediaType?: string): Promise<Document> =>
  readDocument(typeof content === 'string' ? Buffer.from(content) : content, {
    name,
    ...(mediaType === undefined ? {} : { mediaType }),
  });
const textOf = ({ sections }: Document): string =>
  sections.flatMap(({ blocks }) => blocks.map(({ text }) => text)).join('\n\n');

const CHARTER = `<?xml version="1.0" encoding="ISO-8859-1"?>
<servico><id>tirar-rg</id><nome>Tirar a carteira de identidade</nome><sigla>RG</sigla>
<descricao>Documento **oficial**.&lt;br/&gt;Vale em todo o país.</descricao>
<contato>Ligue 156</contato><gratuito>true</gratuito>
<solicitantes><solicitante id="1"><tipo>Cidadão</tipo><requisitos>Ser brasileiro</requisitos></solicitante></solicitantes>
<tempo-total-estimado><ate max="10" unidade="dias-uteis"/></tempo-total-estimado>
<etapas><etapa id="1"><titulo>Agendar</titulo><descricao>Escolha o posto.</descricao>
<documentos><default><item id="1">Certidão</item></default></documentos>
<canais-de-prestacao><default><canal-de-prestacao tipo="web"><descricao>[Portal](https://rg.example)</descricao></canal-de-prestacao></default></canais-de-prestacao>
</etapa></etapas>
<orgao id="1"><nomeOrgao>Secretaria de Segurança (SSP)</nomeOrgao></orgao></servico>`;

describe('a Markdown file', () => {
  it('says what it is in its front matter', async () => {
    const document = await read(
      '---\ntitle: Poda\nlocale: pt_br\nowner: Obras\naudience: staff\nvalid_from: 2026-01-31\n' +
        'valid_until: 2026-12-31\naddress: https://x.example/poda\nupdated: 2026-11-02\n---\n# Poda\n\nTexto.',
      'poda.md',
    );
    assert.deepEqual(document, {
      title: 'Poda',
      locale: 'pt-BR',
      mediaType: 'text/markdown',
      about: {
        owner: 'Obras',
        audience: 'staff',
        validFrom: '2026-01-31',
        validUntil: '2026-12-31',
        address: 'https://x.example/poda',
      },
      sections: [{ headings: [], blocks: [{ kind: 'text', text: 'Texto.' }] }],
    });
  });

  it('needs none: then its first heading is the title, or its name', async () => {
    assert.equal((await read('Antes\n\n## Poda de árvore\n\nTexto', 'a.md')).title, 'Poda de árvore');
    assert.equal((await read('Só texto.', 'obras/poda.md')).title, 'poda');
    assert.equal((await read('---\n\nentre réguas\n\n---\n\ntexto', 'x.md')).title, 'x');
  });

  it('with wrong front matter is refused with what is wrong', async () => {
    const wrong = (fields: string) => read(`---\n${fields}\n---\ntexto`, 'x.md');
    await assert.rejects(wrong('title: a: b'), /its front matter is not YAML, line 2/);
    await assert.rejects(wrong('audience: todos'), /its front matter is not right: audience/);
    await assert.rejects(wrong('valid_from: 31/01/2026'), /valid_from/);
    await assert.rejects(wrong('address: javascript:alert(1)'), /address/);
  });

  it('keeps what is written in HTML, but no script', async () => {
    const document = await read(
      'Um <b>texto</b><script>alert(1)</script> em\nduas linhas,<br>e três &eacute;.\n\n' +
        '<div><p>Em HTML</p><script>alert(2)</script><ul><li>um<li>dois</ul></div>\n\n' +
        '[a](javascript:x) [b](https://x.example) <https://y.example> ![foto](f.png)\n\nUse a etiqueta `<title>`.',
      'x.md',
    );
    assert.equal(
      textOf(document),
      'Um texto em duas linhas,\ne três é.\n\nEm HTML\n\n- um\n- dois\n\na b (https://x.example) https://y.example\n\nUse a etiqueta <title>.',
    );
  });
});

describe('a plain text', () => {
  it('has its first line as title, where it is one, and its broken lines joined', async () => {
    const lines =
      'A coleta de lixo passa nas ruas do centro da cidade todas as noites, depois\n' +
      'das vinte horas, e nos bairros de manhã.\nLeve:\n- sacos;\n- etiquetas.';
    const document = await read(`Coleta de lixo\r\n\r\n${lines}\f\nOutra página.`, 'lixo.txt');
    assert.equal(document.title, 'Coleta de lixo');
    assert.equal(
      textOf(document),
      'A coleta de lixo passa nas ruas do centro da cidade todas as noites, depois das vinte horas, e nos ' +
        'bairros de manhã.\nLeve:\n- sacos;\n- etiquetas.\n\nOutra página.',
    );
    assert.equal((await read('A creche abre às sete.\nE fecha às seis.', 'creche.txt')).title, 'creche');
  });

  it('may be UTF-8, Latin-1 or UTF-16 with its mark, and nothing else', async () => {
    const text = 'Atenção\n\nA inscrição é grátis.';
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\ufeff${text}`),
      Buffer.from(text, 'latin1'),
      utf16,
    ]) {
      assert.equal((await read(bytes, 'x.txt')).title, 'Atenção');
    }
    await assert.rejects(read(Buffer.from(text, 'utf16le'), 'x.txt'), /NUL character/);
    await assert.rejects(read(Buffer.from(text, 'latin1'), 'x.md'), { message: 'it is not UTF-8 text' });
    assert.equal((await read(Buffer.from('ação aberta é já'.repeat(9)).subarray(0, -1), 'x.txt')).title, 'x');
  });
});

describe('a service charter', () => {
  it('answers what citizens ask about the service', async () => {
    const { title, about, locale, sections } = await read(Buffer.from(CHARTER, 'latin1'), 'rg.xml');
    assert.deepEqual(
      [title, locale, about],
      ['Tirar a carteira de identidade', 'pt-BR', { owner: 'Secretaria de Segurança (SSP)' }],
    );
    assert.deepEqual(
      sections.map(({ headings, blocks }) => [
        headings.join(' › '),
        blocks.map(({ text }) => text).join('\n'),
      ]),
      [
        ['O que é', 'Documento oficial.\nVale em todo o país.'],
        ['Outros nomes', 'RG'],
        ['Quem pode pedir', '- Cidadão\nSer brasileiro'],
        ['Quanto custa', 'É gratuito.'],
        ['Quanto tempo leva', 'até 10 dias úteis'],
        ['Passo a passo › 1. Agendar', 'Escolha o posto.'],
        ['Passo a passo › 1. Agendar › Documentos', '- Certidão'],
        ['Passo a passo › 1. Agendar › Como pedir', '- Pela internet: Portal (https://rg.example)'],
        ['Contato', 'Ligue 156'],
        ['Órgão responsável', 'Secretaria de Segurança (SSP)'],
      ],
    );
  });

  it('that is none, or not well-formed, is refused with the line', async () => {
    await assert.rejects(read('<?xml version="1.0"?>\n<nota/>', 'x.xml'), /no.* service charter.*line 1/);
    await assert.rejects(read('<servico>\n<nome>A</servico>', 'x.xml'), /not well-formed XML.*line 2/);
    const laughs = '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><servico><nome>&b;</nome></servico>';
    await assert.rejects(read(`<?xml version="1.0"?>${laughs}`, 'x.xml'), /not well-formed/);
  });

  const charters = join(import.meta.dirname, '../../shared/data/knowledge/cartas-de-servico-xml');
  const skip =
    !existsSync(charters) && process.env['CI'] === undefined && 'shared/data/knowledge is not here';
  it('of the federal government is read, without any markup left', { skip }, async () => {
    const files = globSync('*.xml', { cwd: charters });
    assert.equal(files.length, 93);
    for (const file of files) {
      const document = await read(readFileSync(join(charters, file)), file);
      assert.doesNotMatch(textOf(document), /<\/?(?:p|br|b|ul|li|a)\b|&[a-z]+;|\*\*/i, file);
    }
  });
});

describe('what a file is', () => {
  const HTML = '<!doctype html><html><body><p>Texto</p></body></html>';

  it('is told by its content and what it is said to be', async () => {
    const of = async (...given: Parameters<typeof read>) => (await read(...given)).mediaType;
    assert.equal(await of(HTML, 'https://x.example/poda.php?id=3', 'text/html; charset=utf-8'), 'text/html');
    assert.equal(await of(HTML, 'sem-nome', 'application/octet-stream'), 'text/html');
    assert.equal(await of('<p>só um trecho</p>', 'x.htm'), 'text/html');
    assert.equal(await of('# Poda\n\nTexto', 'https://x.example/poda.md', 'text/plain'), 'text/markdown');
    assert.equal(await of('BM é a sigla da Brigada.', 'LEIAME'), 'text/plain');
    assert.equal(await of(CHARTER, 'x', 'text/xml'), 'application/xml');
    const pdf = await makePdf((drawn) => void drawn.text('Texto'));
    assert.equal(await of(pdf, 'sem-nome'), 'application/pdf');
    assert.match(await of(await makeDocx([paragraph('Texto')]), 'x', 'application/zip'), /wordprocessingml/);
  });

  it('must be what it is said to be', async () => {
    const pdf = await makePdf((drawn) => void drawn.text('Texto'));
    await assert.rejects(read(HTML, 'lei.pdf'), { message: 'it is said to be PDF, but is HTML' });
    await assert.rejects(read(HTML, 'https://x.example/lei.pdf', 'text/html'), /said to be PDF, but is HTML/);
    await assert.rejects(read(pdf, 'lei.md'), { message: 'it is said to be Markdown, but is PDF' });
    await assert.rejects(read('texto', 'lei.docx'), /said to be DOCX, but is not/);
    await assert.rejects(read(pdf, 'x', 'text/html'), /said to be HTML, but is PDF/);
  });

  it('or nothing that is read here, which is said with what is', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
      'base64',
    );
    await assert.rejects(read(png, 'foto.md'), /of the kind png .*only Markdown, HTML, PDF, DOCX/);
    await assert.rejects(read('{\\rtf1 texto}', 'x.txt'), /of the kind rtf/);
    await assert.rejects(read('a;b\n1;2', 'dados.csv'), /of no known format \(\.csv\)/);
    await assert.rejects(read(Buffer.from([1, 2, 3, 4, 5, 250]), 'x.txt'), /control characters/);
  });

  it('is refused when it is empty, or too large', async () => {
    for (const name of ['x.md', 'x.html', 'x.pdf', 'x.docx', 'x.txt', 'x.xml']) {
      await assert.rejects(read('', name), { message: 'it is empty' });
    }
    for (const name of ['x.md', 'x.html', 'x.txt']) {
      await assert.rejects(read(' \n\t', name), { message: 'it has no text' });
    }
    await assert.rejects(read('x'.repeat(5_000_001), 'x.txt'), /larger than 5000000 bytes/);
  });
});
