/**
 * Why: what the log tells of how an answer of the assistant came about. Agents write explanations of their
 * own forms; what is not of a known form is left out, whatever it is.
 */
import type { Citation } from '../activity.ts';
import type { Why } from '../desk.ts';
import type { Reason } from '../event.ts';
import type { MessageUnderstanding } from '../understanding.ts';

/** What an agent left behind with its answer. */
export interface AgentWork {
  readonly agent: string;
  readonly tookMs: number;
  /** The agent's own; anything at all. */
  readonly explanation: unknown;
}

export interface Grounds {
  readonly reason: Reason;
  /** Of the message that is answered, where it is one and was read. */
  readonly understanding: Partial<MessageUnderstanding> | null;
  /** Where the words are an agent's. */
  readonly work: AgentWork | undefined;
  readonly citations: readonly Citation[];
  /** Titles of documents by passage, as far as they are known. */
  readonly titles: ReadonlyMap<string, string>;
}

type Passages = Why['passages'];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;
const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** The passages that an explanation names. */
export function readPassageIds(
  explanation: unknown,
): readonly { readonly passageId: string; readonly score: number | null }[] {
  const listed = isObject(explanation) ? explanation['passages'] : undefined;
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((each: unknown) => {
    const passageId = isObject(each) ? each['passageId'] : undefined;
    return isObject(each) && typeof passageId === 'string'
      ? [{ passageId, score: numberOf(each['score']) }]
      : [];
  });
}

/** Those that were looked at, and those that are cited without having been told of. */
function listPassages({ work, citations, titles }: Grounds): Passages {
  const cited = new Map(citations.map(({ passageId, title }) => [passageId, title]));
  const found = readPassageIds(work?.explanation);
  const known = new Set(found.map(({ passageId }) => passageId));
  const others = [...cited.keys()].filter((each) => !known.has(each));
  return [...found, ...others.map((passageId) => ({ passageId, score: null }))].map((each) => ({
    ...each,
    title: cited.get(each.passageId) ?? titles.get(each.passageId) ?? '',
  }));
}

export function explainReply(grounds: Grounds): Why {
  const { reason, understanding, work } = grounds;
  const explanation = isObject(work?.explanation) ? work.explanation : {};
  return {
    dialog: reason.dialog,
    rule: reason.rule,
    response: reason.response ?? null,
    intent: textOf(understanding?.intent),
    confidence: numberOf(understanding?.confidence),
    recognizer: textOf(understanding?.decidedBy),
    agent: work?.agent ?? null,
    model: textOf(explanation['model']),
    promptVersion: textOf(explanation['promptVersion']),
    tookMs: numberOf(work?.tookMs),
    passages: listPassages(grounds),
  };
}
