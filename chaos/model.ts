/** A model server that answers from the passages it is given, slowly, badly, or not at all, as the seed says. */
import { type ChatReply, type ChatRequest, startOpenAiServer } from '../test/helpers/openai-server.ts';
import { writeStatements } from '../test/helpers/statements.ts';
import { createDice, type Dice } from './dice.ts';
import type { Journal } from './journal.ts';

export const MODEL = 'test-model';

export interface ChaosModel extends AsyncDisposable {
  readonly url: string;
  isRefusing: boolean;
  isCalm: boolean;
}

interface Prompt {
  readonly pergunta: string;
  readonly passagens: readonly { readonly texto: string }[];
}

const readPrompt = (request: ChatRequest): Prompt => JSON.parse(request.messages.at(-1)?.content ?? '{}');

/** The longest sentence of the first passage, quoted and said: it says something by itself. */
function quote({ passagens: [passage] }: Prompt): string[] {
  const sentences = (passage?.texto ?? '').split(/[.!?\n]+/).map((sentence) => sentence.trim());
  const sentence = sentences.toSorted((one, other) => other.length - one.length)[0] ?? '';
  return writeStatements([`${sentence}.`, sentence]).match(/.{1,8}/gsu) ?? [];
}

function misbehave(dice: Dice, tokens: readonly string[]): ChatReply {
  const firstTokenDelayMs = dice.between(0, 800);
  const tokenDelayMs = dice.between(0, 60);
  const slow = { tokens, firstTokenDelayMs, tokenDelayMs };
  if (dice.chance(0.75)) return slow;
  const end = dice.pick(['reset', 'cut', 'garbage', 'error'] as const);
  return dice.pick<ChatReply>([
    { ...slow, end },
    { ...slow, end },
    { status: 500 },
    { status: 429, retryAfterSeconds: 1 },
  ]);
}

/** A stalled answer is given up by its reader after many seconds: once in a while will do. */
const STALLED = 0.004;
/** The reader gives a silent answer up by then. */
const LONGEST_STALL_MS = 11_000;

export async function startModel(seed: number, journal: Journal): Promise<ChaosModel> {
  const server = await startOpenAiServer({ model: MODEL });
  const moods = createDice(seed, 'model');
  const model: ChaosModel = {
    url: server.url,
    isRefusing: false,
    isCalm: false,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };

  function reply(prompt: Prompt): ChatReply {
    const tokens = quote(prompt);
    if (model.isRefusing) return { status: 503 };
    if (model.isCalm) return { tokens };
    return moods.chance(STALLED) ? { tokens, end: 'stall' } : misbehave(moods, tokens);
  }

  server.reply((request) => {
    const prompt = readPrompt(request);
    const chosen = reply(prompt);
    const { tokens = [], firstTokenDelayMs = 0, tokenDelayMs = 0, end } = chosen;
    const from = journal.now();
    const tookMs =
      end === 'stall' ? LONGEST_STALL_MS : firstTokenDelayMs + tokens.length * (tokenDelayMs + 2);
    journal.thoughts.push({ question: prompt.pergunta, from, until: from + tookMs });
    return chosen;
  });
  return model;
}
