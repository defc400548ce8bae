/** What people write in the benches, and what they must be answered: the dialogs' own words. */
import { readFileSync } from 'node:fs';
import { formatProtocolNumber } from '../../src/protocol-number.ts';
import { parseResponses, renderResponse } from '../../src/responses.ts';

/** The shared secret of both directions of the webhook. */
export const SECRET = 'segredo-do-banco-de-provas-do-guiche';

// Whole thoughts: after a greeting the assistant waits for what follows it.
const LINES = [
  ['Muito obrigada!', 'thanks', 'you-are-welcome'],
  ['O que você sabe fazer?', 'what-can-you-do', 'menu'],
  ['Obrigado pela ajuda!', 'thanks', 'you-are-welcome'],
  ['O que dá para resolver por aqui?', 'what-can-you-do', 'menu'],
  ['Quais são as suas funções?', 'what-can-you-do', 'menu'],
  ['Ajudou bastante, obrigada.', 'thanks', 'you-are-welcome'],
  ['Em que você pode me ajudar?', 'what-can-you-do', 'menu'],
  ['Muito obrigada pela atenção!', 'thanks', 'you-are-welcome'],
] as const;

export const TEXTS: readonly string[] = LINES.map(([text]) => text);

const responses = new Map(
  LINES.map(([text, dialog, key]) => {
    const name = `dialogs/${dialog}/responses.pt-BR.yml`;
    const file = readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
    const response = parseResponses(file, name).get(key);
    if (!response) throw new Error(`${name} has no ${key}`);
    return [text as string, response] as const;
  }),
);

/** What the assistant must say to a text of the script. */
export function answerTo(text: string, protocolNumber: string) {
  const response = responses.get(text);
  if (!response) throw new Error(`nobody writes “${text}” here`);
  return renderResponse(response, { protocolNumber: formatProtocolNumber(protocolNumber) });
}
