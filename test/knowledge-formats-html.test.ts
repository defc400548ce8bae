/** Pages as Brazilian city halls publish them: their own text, in order, and nothing of the frame around it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Document } from '../src/knowledge/document.ts';
import { readDocument } from '../src/knowledge/formats/read-document.ts';

const page = (name: string): string =>
  readFileSync(new URL(`knowledge-formats/${name}`, import.meta.url), 'utf8');
const read = (html: string | Uint8Array, mediaType = 'text/html', name = 'x.html'): Promise<Document> =>
  readDocument(typeof html === 'string' ? Buffer.from(html) : html, { name, mediaType });
const textOf = ({ sections }: Document): string =>
  sections.flatMap(({ blocks }) => blocks.map(({ text }) => text)).join('\n\n');

describe('a page of a content management system', () => {
  it('is its main content under its headings, with their fragments', async () => {
    const { title, locale, sections } = await read(page('iptu.html'));
    assert.equal(title, 'Segunda via do IPTU');
    assert.equal(locale, 'pt-BR');
    assert.deepEqual(
      sections.map(({ headings, anchor }) => [headings.join(' › '), anchor]),
      [
        ['', undefined],
        ['Documentos necessários', 'documentos'],
        ['Prazos e descontos', 'prazos'],
        ['Prazos e descontos › Isenção', 'prazos'],
        ['Perguntas frequentes › Perdi o carnê. E agora?', undefined],
        ['Perguntas frequentes › Perdi o carnê. E agora? › Posso parcelar a dívida?', undefined],
        ['Perguntas frequentes › Perdi o carnê. E agora?', undefined],
      ],
    );
  });

  it('keeps lists, tables, terms and links, as plain text', async () => {
    const { sections } = await read(page('iptu.html'));
    assert.deepEqual(
      sections.map(({ blocks }) => blocks.map(({ text }) => text)),
      [
        [
          'Atualizado em 2 de março de 2026',
          'A segunda via do IPTU é emitida gratuitamente pela página do contribuinte ' +
            '(https://www.vilaesperanca.example/portal-do-contribuinte?origem=iptu&ano=2026) ou pelo telefone 156.',
          'Em caso de dúvida, escreva para a Fazenda (iptu@vilaesperanca.example).\nAtendimento das 8h às 17h.',
        ],
        [
          '- CPF ou CNPJ;\n- número da inscrição:\n  3. do carnê;\n  4. da escritura.\n- procuração, se for o caso.',
        ],
        [
          'Calendário de 2026',
          'Parcela: Cota única; Vencimento: 10/03/2026; Desconto: 7 %\n' +
            'Parcela: Primeira; Vencimento: 10/04/2026; Desconto: 7 %\n' +
            'Parcela: Segunda; Vencimento: 10/05/2026',
        ],
        [
          'Idosos: A partir de 65 anos, com renda de até dois salários mínimos.\n' +
            'Quem decide? A Secretaria da Fazenda.',
        ],
        ['Basta emitir a segunda via.'],
        ['Sim, em até 12 vezes.'],
        ['Este serviço é da Fazenda. Imprimir esta página'],
      ],
    );
    assert.equal(sections[2]?.blocks[1]?.kind, 'table');
  });
});

describe('a page as it was made in 2005', () => {
  const expected = [
    'O alvará autoriza o funcionamento do estabelecimento.',
    'Ele é concedido pela Secretaria de Urbanismo em até 30 dias.',
    'Atividade: Comércio; Taxa: R$ 120,00\nAtividade: Indústria; Taxa: R$ 310,00',
    'Local: Rua da Paz, 100\nHorário: 8h às 17h',
  ].join('\n\n');

  it('is read within its one form, out of its table of tables, in its own charset', async () => {
    const document = await read(Buffer.from(page('alvara.html'), 'latin1'));
    assert.equal(document.title, 'Alvará de Funcionamento');
    assert.equal(textOf(document), expected);
  });

  it('is read in the charset it really has', async () => {
    assert.equal(textOf(await read(page('alvara.html'))), expected, 'says Latin-1, is UTF-8');
    const bare = page('alvara.html').replace(/<meta[^>]*>/, '');
    assert.equal(textOf(await read(Buffer.from(bare, 'latin1'), 'text/html; charset=iso-8859-1')), expected);
    assert.equal(textOf(await read(Buffer.from(bare, 'latin1'))), expected, 'says nothing');
    const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bare, 'utf16le')]);
    assert.equal(textOf(await read(marked)), expected);
  });
});

describe('what a page is called', () => {
  const called = async (head: string, body: string, name?: string) =>
    (await read(`<html><head>${head}</head><body>${body}<p>Texto.</p></body></html>`, 'text/html', name))
      .title;

  it('is its main heading, else its title, else its first heading, else its file', async () => {
    assert.equal(await called('<title>Portal</title>', '<h1>Poda</h1>'), 'Poda');
    assert.equal(await called('<title>Poda | Portal</title>', '<h1>Menu</h1><h1>Poda</h1>'), 'Poda');
    assert.equal(await called('<title>Poda de árvore</title>', ''), 'Poda de árvore');
    assert.equal(await called('', '<h2>Poda</h2><h2>Prazo</h2>'), 'Poda');
    assert.equal(await called('', '', 'https://x.example/servicos/poda.php?id=1'), 'poda');
  });
});

describe('a hostile page', () => {
  it('leaves no script, no style and no script address', async () => {
    const html = `<main><h1>Aviso</h1><p>Antes</p>
      <script>alert(1)</script><style>p { color: red }</style><svg><script>alert(2)</script><text>svg</text></svg>
      <template><p>modelo</p></template><iframe srcdoc="<p>moldura</p>">moldura</iframe>
      <p><a href="JaVaScRiPt:alert(3)">clique</a> <a href=" data:text/html,x">aqui</a> <a href="vbscript:x">já</a>
      <img src=x onerror=alert(4)> <a href="https://ok.example/a b">ok</a></p><textarea><p>campo</p></textarea>
      <p hidden>oculto</p><p aria-hidden="true">mudo</p><div style="visibility: hidden">invisível</div><p>Depois</main>`;
    assert.equal(textOf(await read(html)), 'Antes\n\nclique aqui já ok\n\nDepois');
  });

  it('that is nested deeper than anybody writes is refused, however deep', async () => {
    for (const tag of ['div', 'b', 'table><tr><td', 'ul><li', 'font><div']) {
      const html = `<${tag}>`.repeat(20_000);
      await assert.rejects(read(`<html><body>${html}texto`), /more than 500 deep/, tag);
    }
  });

  it('or of another kind of file, or of none, is refused with the reason', async () => {
    await assert.rejects(read('<html><p>a\0b</p>'), /NUL character/);
    await assert.rejects(read('<html><body><script>x</script></body></html>'), { message: 'it has no text' });
  });
});
