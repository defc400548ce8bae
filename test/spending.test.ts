/** What an agent is handed of a model, and what the log tells of it: tokens, and what they cost. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Agent, AgentPermissions } from '../src/agent.ts';
import type { Database } from '../src/database.ts';
import { createLog } from '../src/log.ts';
import type { Model } from '../src/model.ts';
import { createContext } from '../src/pipeline/agent-context.ts';
import { createSpending } from '../src/pipeline/spending.ts';
import type { LeasedTask } from '../src/store/tasks.ts';
import { openNothing, UNDECLARED } from './helpers/agents.ts';

describe('what an agent took of a model', () => {
  it('is nothing where none was asked', () => {
    assert.equal(createSpending({ input: 1, output: 1 }).usage, undefined);
  });

  it('is the sum of all its answers, with its price where tokens have one', () => {
    const [free, paid] = [createSpending(undefined), createSpending({ input: 2, output: 10 })];
    for (const spending of [free, paid]) {
      spending.spend({ inputTokens: 1_000, outputTokens: 200 });
      spending.spend({ inputTokens: 500, outputTokens: 100 });
    }
    assert.deepEqual(free.usage, { inputTokens: 1_500, outputTokens: 300 });
    assert.deepEqual(paid.usage, { inputTokens: 1_500, outputTokens: 300, cost: 0.006 });
  });
});

const REPORT = {
  model: 'm',
  pool: 'primary',
  server: 'here:1',
  attempts: 1,
  firstTokenMs: 5,
  truncated: false,
};

describe('the model an agent is handed', () => {
  const asked: string[] = [];
  const model: Model = {
    name: 'm',
    async *stream({ messages }) {
      asked.push(...messages.map(({ content }) => content));
      yield 'a';
      return { ...REPORT, usage: { inputTokens: 7, outputTokens: 1 } };
    },
  };
  const hand = (sees: AgentPermissions['model'], spending = createSpending(undefined)) => {
    const agent = { ...UNDECLARED, permissions: { reads: [], model: sees } } as unknown as Agent;
    const task = { input: { question: 'meu CPF é 529.982.247-25' } } as unknown as LeasedTask;
    const house = { ...openNothing('clerk', agent), model, database: {} as Database };
    const createMask = (texts: readonly string[]) => (text: string) =>
      texts.includes('meu CPF é 529.982.247-25') ? text.replace('529.982.247-25', '[cpf]') : text;
    const live = { signal: AbortSignal.timeout(1_000), log: createLog('silent'), partial: () => undefined };
    return createContext(house, task, { ...house, createMask }, { ...live, spend: spending.spend }).model;
  };
  const ask = async (given: Model | undefined) => {
    const messages = [{ role: 'user', content: 'CPF 529.982.247-25' }] as const;
    for await (const _ of given?.stream({ messages, signal: AbortSignal.timeout(1_000) }) ?? []);
    return asked.splice(0);
  };

  it('is none where none is permitted, and sees no number of the citizen’s unless it may', async () => {
    assert.equal(hand('none'), undefined);
    assert.deepEqual(await ask(hand('masked')), ['CPF [cpf]']);
    assert.deepEqual(await ask(hand('unmasked')), ['CPF 529.982.247-25']);
  });

  it('counts what it took', async () => {
    const spending = createSpending(undefined);
    await ask(hand('masked', spending));
    await ask(hand('unmasked', spending));
    assert.deepEqual(spending.usage, { inputTokens: 14, outputTokens: 2 });
  });
});
