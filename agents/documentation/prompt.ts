/** What the model is told: the rules, from `prompts/`, and the data, apart from them; how, from `model.yml`. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { AssistantError, type ModelMessage, type Passage, parseYamlFile } from '#assistant';
import { cleanText, cleanWords } from './clean.ts';

/** What the citizen asked before, and the title of what was cited in answer to it. */
export interface Earlier {
  readonly question: string;
  readonly about?: string | undefined;
}

export interface Prompt {
  /** The file's name, without its ending: `answer.pt-BR`. */
  readonly name: string;
  /** As its author counts. */
  readonly version: number;
  /** Of the text, so that a change is seen that nobody counted. */
  readonly hash: string;
  readonly rules: string;
}

const FRONT = /^---\n([\s\S]*?)\n---\n/;
const front = z.strictObject({ version: z.int().min(1) });

function parsePrompt(name: string, source: string): Prompt {
  const [whole = '', head = ''] = FRONT.exec(source) ?? [];
  const checked = front.safeParse(parse(head));
  if (!checked.success)
    throw new AssistantError(
      'configuration',
      `agents/documentation/prompts/${name}.md begins with no version: ${z.prettifyError(checked.error)}`,
    );
  const rules = source.slice(whole.length).trim();
  const hash = createHash('sha256').update(rules).digest('hex').slice(0, 12);
  return { name, version: checked.data.version, hash, rules };
}

const DEFAULT_LOCALE = 'pt-BR';
const NAME = /^answer\.([\w-]+)\.md$/;

/**
 * The prompts of the agent's folder, by locale.
 * @throws AssistantError `configuration`: no version, or none in Portuguese
 */
export async function openPrompts(folder: URL): Promise<(locale: string) => Prompt> {
  const home = new URL('prompts/', folder);
  const prompts = new Map<string, Prompt>();
  for (const file of (await readdir(home)).sort()) {
    const locale = NAME.exec(file)?.[1];
    if (locale === undefined) continue;
    prompts.set(locale, parsePrompt(`answer.${locale}`, await readFile(new URL(file, home), 'utf8')));
  }
  const fallback = prompts.get(DEFAULT_LOCALE);
  if (!fallback)
    throw new AssistantError('configuration', 'agents/documentation/prompts has no answer.pt-BR.md.');
  return (locale) => prompts.get(locale) ?? prompts.get(locale.split('-')[0] ?? locale) ?? fallback;
}

const parametersSchema = z.strictObject({
  version: z.int().min(1),
  answer: z
    .strictObject({
      'max-tokens': z.int().min(50),
      'budget-ms': z.int().min(1_000),
      temperature: z.number().min(0).max(2),
      passages: z.int().min(1).max(20),
      'passage-characters': z.int().min(500),
    })
    .transform((answer) => ({
      maxTokens: answer['max-tokens'],
      budgetMs: answer['budget-ms'],
      temperature: answer.temperature,
      passages: answer.passages,
      passageCharacters: answer['passage-characters'],
    })),
});

export interface ModelParameters extends z.output<typeof parametersSchema.shape.answer> {
  readonly version: number;
}

/** @throws AssistantError `configuration`, with the line and what is wrong in it */
export async function readParameters(folder: URL): Promise<ModelParameters> {
  const text = await readFile(new URL('model.yml', folder), 'utf8');
  const { version, answer } = parseYamlFile(text, 'agents/documentation/model.yml', parametersSchema).value;
  return { version, ...answer };
}

/** The first of them as far as they fit; at least one. */
export function fitPassages<Kind extends Passage>(
  passages: readonly Kind[],
  { passages: most, passageCharacters }: ModelParameters,
): Kind[] {
  let characters = 0;
  return passages.slice(0, most).filter(({ text }, index) => {
    characters += text.length;
    return index === 0 || characters <= passageCharacters;
  });
}

/** As JSON, so that nothing in a question or a document can look like the end of the data. */
export function writePrompt(
  { rules }: Prompt,
  question: string,
  earlier: readonly Earlier[],
  passages: readonly Passage[],
): ModelMessage[] {
  const data = {
    passagens: passages.map(({ title, headings, text }, index) => ({
      numero: index + 1,
      titulo: cleanWords([title, ...headings].join(' › ')),
      texto: cleanText(text),
    })),
    ...(earlier.length > 0
      ? {
          antes: earlier.map((one) => ({
            pergunta: cleanWords(one.question),
            ...(one.about === undefined ? {} : { sobre: cleanWords(one.about) }),
          })),
        }
      : {}),
    pergunta: cleanWords(question),
  };
  return [
    { role: 'system', content: rules },
    { role: 'user', content: JSON.stringify(data, null, 1) },
  ];
}
