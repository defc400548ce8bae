/** Who answers what, with dialogs/policy.yml and the dialogs as they are. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import type { DialogInput } from '../src/dialog.ts';
import { loadPolicy } from '../src/dialog-folders.ts';
import { findEntities } from '../src/entities.ts';
import { TIME_ZONE } from '../src/locale.ts';
import { createDialogLibrary } from '../src/pipeline/dialog-library.ts';
import { chooseDialogs } from '../src/pipeline/policy.ts';
import type { Certainty } from '../src/recognizer.ts';
import { INITIAL_STATE } from '../src/turn.ts';
import { NO_SIGNALS, reasonsIn } from '../src/urgency.ts';
import { means, says, turn } from './helpers/decisions.ts';
import { NOW, realDialogs, talk } from './helpers/talk.ts';

const library = createDialogLibrary(realDialogs);
const policy = await loadPolicy(realDialogs);

interface Row {
  readonly says?: string;
  readonly tap?: string;
  readonly failed?: string;
  readonly intent?: string;
  readonly certainty?: Certainty;
  readonly in?: string;
  readonly status?: 'open' | 'waiting';
  readonly attended?: true;
  readonly channel?: string;
  readonly locale?: string;
  readonly misses?: number;
  readonly failures?: number;
  readonly at?: string;
  readonly to: string;
  readonly by: string;
  readonly then?: string;
  readonly reason?: string;
}

const file = readFileSync(new URL('policy/situations.yml', import.meta.url), 'utf8');
const ROWS = parse(file) as readonly Row[];

function toInput({ says: text, tap, failed, intent, certainty, locale = 'pt-BR' }: Row): DialogInput {
  if (tap !== undefined) return { type: 'choice', value: tap, title: tap };
  if (failed !== undefined) return { type: 'failed', agent: failed, taskId: 'task' };
  const entities = findEntities(text ?? '', { locale, now: NOW, timeZone: TIME_ZONE });
  return {
    type: 'message',
    text: text ?? '',
    understanding: { ...means(intent ?? null, certainty), entities },
  };
}

function choose(row: Row, by = policy) {
  const { failed, status = 'open', channel = 'web', locale = 'pt-BR', misses = 0, failures = 0 } = row;
  const active = row.in === undefined ? null : { dialog: row.in, state: {} };
  const signals = row.says === undefined ? NO_SIGNALS : policy.readSignals(row.says);
  const state = { ...INITIAL_STATE, active, misses, failures, priority: reasonsIn(signals) };
  const now = new Date(row.at ?? '2026-11-23T13:00:00Z');
  const isAttended = row.attended ?? false;
  const about = { status, isAttended, state, locale, channel, now, signals };
  const question = { input: toInput(row), startedBy: failed, ...about };
  return chooseDialogs(question, library, by);
}

describe('the policy', () => {
  for (const row of ROWS) {
    const { to, by, then, reason, ...situation } = row;
    it(`${Object.entries(situation).join(' ').replaceAll(',', ' ')} → ${to} by ${by}`, () => {
      const [first, second] = choose(row);
      assert.deepEqual([first?.dialog, first?.rule], [to, by]);
      if (then !== undefined) assert.equal(second?.dialog, then);
      if (reason !== undefined) assert.equal(first?.handoff?.reason, reason);
    });
  }

  it('knows staff by the channel they write through', () => {
    const toSupport = {
      name: 'staff',
      when: { role: ['staff'] },
      target: { dialog: 'tech-support', handoff: undefined },
    } as const;
    const own = { ...policy, roles: new Map([['webhook', 'staff']]), order: [toSupport, ...policy.order] };
    const rows = { webhook: ['tech-support', 'policy:staff'], web: ['ask-documentation', 'unknown'] };
    for (const [channel, expected] of Object.entries(rows)) {
      const [first] = choose({ says: 'o sistema caiu', channel, to: '', by: '' }, own);
      assert.deepEqual([first?.dialog, first?.rule], expected);
    }
  });

  it('never leaves a message to nobody', () => {
    for (const row of ROWS)
      assert.ok(
        row.failed !== undefined ||
          choose(row).at(-1)?.dialog === (row.attended ? 'talk-to-a-person' : 'ask-documentation'),
      );
  });
});

const decide = (...[unhandled, own]: Parameters<typeof turn>) => turn(unhandled, own, { library, policy });
const replied = ({ events }: ReturnType<typeof turn>) =>
  events.flatMap((event) => (event.type === 'reply-added' ? [event] : []));
const handedOff = ({ events }: ReturnType<typeof turn>) =>
  events.flatMap((event) => (event.type === 'handoff-requested' ? [event] : []));

describe('a citizen', () => {
  it('in danger reads the number first, is in the queue before all others, and the log says why', () => {
    const inForm = { ...INITIAL_STATE, active: { dialog: 'consult-protocol', state: { tries: 0 } } };
    const decision = decide([says('n quero mais viver', null)], { state: inForm });
    const [reply] = replied(decision);
    assert.match(reply?.activity.text ?? '', /^Ligue 188 agora/);
    assert.equal(reply?.reason.rule, 'policy:risk-to-life');
    assert.deepEqual(handedOff(decision), [
      {
        type: 'handoff-requested',
        queue: 'geral',
        reason: 'risk-to-life',
        details: {
          danger: 'suicide',
          unfinished: { dialog: 'consult-protocol', state: { tries: 0 } },
        },
        priority: { rank: 0, reasons: ['risk-to-life'] },
      },
    ]);
  });

  it('in danger is heard among other things that are said', () => {
    const said = 'Oi! Quando vence o iptu? Meu marido me bateu.';
    const parts = [
      { start: 0, end: 3, understanding: means('greeting') },
      { start: 4, end: 24, understanding: means('ask-documentation') },
      { start: 25, end: said.length, understanding: means('ask-documentation') },
    ];
    const [reply] = replied(decide([says(said, 'ask-documentation', { parts })]));
    assert.match(reply?.activity.text ?? '', /190.*180/);
  });

  it('who waits and is in danger moves to the front, once', () => {
    const waiting = { status: 'waiting', queue: 'geral' } as const;
    const first = decide([says('quero morrer', null)], waiting);
    assert.equal(handedOff(first).length, 1);
    const again = decide([says('eu quero morrer', null)], { ...waiting, state: first.state });
    assert.equal(handedOff(again).length, 0);
    assert.match(replied(again)[0]?.activity.text ?? '', /188/);
  });

  it('who says their age has priority when they ask for a person later', () => {
    const citizen = talk();
    assert.match(citizen.say('tenho 82 anos')[0] ?? '', /prioridade por lei/);
    const [answer] = citizen.say('quero falar com uma pessoa', 'talk-to-a-person');
    assert.match(answer ?? '', /Anotei: seu atendimento tem prioridade por lei/);
  });

  it('who says it while they wait moves up, and is told', () => {
    const waiting = { status: 'waiting', queue: 'geral' } as const;
    const decision = decide([says('esqueci de dizer, estou grávida', null)], waiting);
    assert.deepEqual(handedOff(decision)[0]?.priority, { rank: 3, reasons: ['pregnancy'] });
    assert.equal(replied(decision)[0]?.reason.response, 'waiting-priority');
  });

  it('who asks for a person on a Saturday is in the queue, and knows until when', () => {
    const saturday = { ...says('atendente', 'talk-to-a-person'), createdAt: NOW };
    const decision = decide([saturday]);
    assert.equal(decision.status, 'waiting');
    const text = replied(decision)[0]?.activity.text ?? '';
    assert.match(text, /de segunda a sexta, das 8h às 18h/);
    assert.match(text, /volta segunda-feira, 23 de novembro às 08:00/);
  });

  it('is apologised to when an agent failed, and handed to people when it fails again', () => {
    const fails = () => ({
      ...says('', null),
      body: {
        type: 'task-failed',
        taskId: 't',
        agent: 'documentation',
        dialog: 'ask-documentation',
        error: 'x',
        tookMs: 1,
      } as const,
    });
    const first = decide([fails()]);
    assert.match(replied(first)[0]?.activity.text ?? '', /^Desculpe/);
    assert.equal(first.status, 'open');
    const second = decide([fails()], { state: first.state });
    assert.deepEqual(
      [second.status, handedOff(second)[0]?.reason, replied(second)[0]?.reason.rule],
      ['waiting', 'agent-failed', 'policy:agent-failed-again'],
    );
  });

  it('who is angry is offered a person, and handed over when that did not help', () => {
    const first = decide([says('que absurdo isso', null)]);
    assert.equal(replied(first)[0]?.reason.response, 'angry');
    const second = decide([says('vocês são uns inúteis', null)], { state: first.state });
    assert.deepEqual(
      handedOff(second).map(({ reason }) => reason),
      ['anger'],
    );
    assert.match(replied(second)[0]?.activity.text ?? '', /^Você tem razão de cobrar/);
  });
});
