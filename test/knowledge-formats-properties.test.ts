/** Whatever comes, in whatever state: a document or a clear error, the same each time, and nothing lost. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AssistantError } from '../src/errors.ts';
import { cutDocument } from '../src/knowledge/chunk.ts';
import type { Document } from '../src/knowledge/document.ts';
import { readDocument } from '../src/knowledge/formats/read-document.ts';
import { makeDocx, makePdf, paragraph, table } from './helpers/documents.ts';

const page = readFileSync(new URL('knowledge-formats/iptu.html', import.meta.url));

const makeSamples = async (): Promise<readonly (readonly [name: string, bytes: Uint8Array])[]> => [
  ['x.html', page],
  [
    'x.md',
    Buffer.from(
      '---\ntitle: Poda\n---\n# Poda\n\nÁrvores:\n\n1. uma;\n2. `outra`.\n\n| a | b |\n|---|---|\n| é | <b>ã</b> |',
    ),
  ],
  ['x.txt', Buffer.from('Poda de árvore\n\nA poda é grátis.', 'latin1')],
  [
    'x.xml',
    Buffer.from(
      '<?xml version="1.0"?><servico><nome>Poda</nome><descricao>É **grátis**</descricao></servico>',
    ),
  ],
  ['x.pdf', await makePdf((pdf) => void pdf.text('A poda é grátis.').addPage().text('E rápida.'))],
  [
    'x.docx',
    await makeDocx([
      paragraph('A poda é grátis.'),
      table([
        ['a', 'b'],
        ['c', 'd'],
      ]),
    ]),
  ],
];

/** The document, or the sentence that says why there is none; any other error is a defect. */
async function tryRead(bytes: Uint8Array, name: string): Promise<Document | string> {
  try {
    return await readDocument(bytes, { name });
  } catch (error) {
    if (!(error instanceof AssistantError) || error.code !== 'invalid-request') throw error;
    assert.match(error.message, /^(?:it|its) \S/);
    return error.message;
  }
}

describe('a file that is cut off or spoilt', () => {
  it('is a document or an error that says what is wrong, wherever it was cut', async () => {
    for (const [name, bytes] of await makeSamples()) {
      const step = Math.max(1, Math.floor(bytes.length / 60));
      for (let length = 0; length < bytes.length; length += step) {
        const read = await tryRead(bytes.subarray(0, length), name);
        if (length === 0) assert.equal(read, 'it is empty');
        if (name === 'x.pdf' || name === 'x.docx')
          assert.equal(typeof read, 'string', `${name} at ${length}`);
      }
    }
  });

  it('never breaks anything, whichever of its bytes are wrong', async () => {
    const samples = await makeSamples();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255)), {
          minLength: 1,
          maxLength: 12,
        }),
        async ([name, bytes], changes) => {
          const spoilt = new Uint8Array(bytes);
          for (const [share, byte] of changes) spoilt[Math.floor(share * spoilt.length)] = byte;
          assert.deepEqual(await tryRead(spoilt, name), await tryRead(spoilt, name));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('nor does anything that is no file at all', async () => {
    const name = fc.constantFrom('x.md', 'x.html', 'x.txt', 'x.xml', 'x.pdf', 'x.docx', 'x', 'x.bin');
    await fc.assert(
      fc.asyncProperty(name, fc.uint8Array({ maxLength: 400 }), async (called, bytes) => {
        await tryRead(bytes, called);
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('x.md', 'x.html', 'x.txt'),
        fc.string({ unit: 'binary' }),
        async (called, text) => {
          await tryRead(Buffer.from(text), called);
        },
      ),
    );
  });
});

/** A part of a document: its words as Markdown, as HTML, and as they must be read. */
interface Part {
  readonly markdown: string;
  readonly html: string;
}

const paragraphOf = (words: string): Part => ({ markdown: words, html: `<p>${words}</p>` });
const KINDS: readonly ((words: readonly string[]) => Part)[] = [
  (words) => paragraphOf(words.join(' ')),
  (words) => paragraphOf(words.map((word, at) => (at % 9 === 8 ? `${word}.` : word)).join(' ')),
  (words) => ({
    markdown: words.map((word) => `- ${word}`).join('\n'),
    html: `<ul>${words.map((word) => `<li>${word}`).join('\n')}</ul>`,
  }),
  (words) => ({
    markdown: `| c |\n|---|\n${words.map((word) => `| ${word} |`).join('\n')}`,
    html: `<table><thead><tr><th>c</th></tr></thead>${words.map((word) => `<tr><td>${word}</td></tr>`).join('')}</table>`,
  }),
  (words) => ({
    markdown: words.map((word) => `> **${word}** &amp; [link](https://x.example)`).join('\n>\n'),
    html: words
      .map((word) => `<div><section><span><b>${word}</b></span> <i>x</i></section></div>`)
      .join('\n'),
  }),
  (words) => ({ markdown: `\`\`\`\n${words.join('\n')}\n\`\`\``, html: `<pre>${words.join('\n')}</pre>` }),
];

const parts = fc.array(
  fc.record({ kind: fc.nat(KINDS.length - 1), words: fc.integer({ min: 1, max: 400 }), heading: fc.nat(4) }),
  { minLength: 1, maxLength: 8 },
);

describe('a document of any shape', () => {
  it('is in its passages whole and in order, each of a size to be read', async () => {
    await fc.assert(
      fc.asyncProperty(parts, fc.constantFrom('markdown', 'html'), async (shape, format) => {
        let count = 0;
        const all: string[] = [];
        const source = shape.map(({ kind, words, heading }) => {
          const own = Array.from({ length: words }, () => `p${++count}q`);
          all.push(...own);
          const part = (KINDS[kind] ?? paragraphOf)(own as never);
          const head =
            heading === 0
              ? ''
              : format === 'html'
                ? `<h${heading}>Título ${kind}</h${heading}>`
                : `${'#'.repeat(heading)} Título ${kind}\n\n`;
          return head + part[format];
        });
        const name = format === 'html' ? 'x.html' : 'x.md';
        const document = await readDocument(Buffer.from(source.join('\n\n')), { name });
        const passages = cutDocument('c', 'd', document);
        const read = passages.flatMap(({ text }) => text.match(/p\d+q/g) ?? []);
        assert.deepEqual(read, all);
        assert.ok(passages.every(({ text }) => text.length <= 20_000));
        assert.equal(new Set(passages.map(({ passageId }) => passageId)).size, passages.length);
      }),
      { numRuns: 60 },
    );
  });
});
