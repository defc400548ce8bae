/** The house with its own dialogs and the agent that links channels; people speak to it in any channel. */
import agent from '../../agents/identity/agent.ts';
import type { InboundActivity } from '../../src/activity.ts';
import type { Agent } from '../../src/agent.ts';
import type { Database } from '../../src/database.ts';
import { loadPolicy } from '../../src/dialog-folders.ts';
import { findEntities } from '../../src/entities.ts';
import type { EventBody } from '../../src/event.ts';
import { TIME_ZONE } from '../../src/locale.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { startAgent } from '../../src/pipeline/agents.ts';
import { createCodes } from '../../src/pipeline/codes.ts';
import { createNewsBoard } from '../../src/pipeline/desk-news.ts';
import { createDialogLibrary } from '../../src/pipeline/dialog-library.ts';
import { startDialogue } from '../../src/pipeline/dialogue.ts';
import { createDoorbells } from '../../src/pipeline/doorbells.ts';
import { createIngress } from '../../src/pipeline/ingress.ts';
import { createLinking } from '../../src/pipeline/linking.ts';
import { createLive } from '../../src/pipeline/live.ts';
import { startNlu } from '../../src/pipeline/nlu.ts';
import { createTurns } from '../../src/pipeline/turns.ts';
import { openMemoryStream } from '../../src/streams/memory.ts';
import { openNothing } from './agents.ts';
import { understand } from './office.ts';
import { until } from './servers.ts';
import { realDialogs } from './talk.ts';

const log = createLog('silent');
const INTENTS = [
  [/continuar/, 'link-channel'],
  [/desligar/, 'unlink-channel'],
  [/reclamar/, 'ombudsman'],
  [/^oi$/, 'greeting'],
] as const;

function read(text: string) {
  const intent = INTENTS.find(([pattern]) => pattern.test(text))?.[1] ?? null;
  const entities = findEntities(text, { locale: 'pt-BR', now: new Date(), timeZone: TIME_ZONE });
  const certainty = intent === null ? ('unknown' as const) : ('sure' as const);
  return { ...understand(''), intent, certainty, confidence: intent ? 1 : 0, entities };
}

let counter = 0;

interface Heard extends Record<string, unknown> {
  readonly activity: Extract<EventBody, { type: 'reply-added' }>['activity'];
  readonly protocol_number: string;
}

/** One person in one channel. */
export interface Person {
  readonly channel: string;
  readonly address: string;
}

export async function openLinkedHouse(database: Database, stack: AsyncDisposableStack) {
  const stream = openMemoryStream();
  const doorbells = createDoorbells(stream, log);
  const shared = {
    database,
    stream,
    log,
    metrics: createMetrics(),
    doorbells,
    live: createLive(stream, log),
    news: createNewsBoard(stream, log),
  };
  const codes = createCodes('a-secret-that-nobody-knows-32-chars');
  const linking = createLinking({ ...shared, codes });
  const turns = createTurns({
    ...shared,
    policy: await loadPolicy(realDialogs),
    library: createDialogLibrary(realDialogs),
    silenceMs: 0,
    burstWindowMs: 0,
    policyOf: (name) => (name === 'identity' ? 'queue' : 'interrupt'),
    placeOf: () => undefined,
    typingAgoMs: () => Number.POSITIVE_INFINITY,
    tellsTyping: () => false,
  });
  const ingress = createIngress({ ...shared, backlog: { check: () => undefined } });
  stack.use(startNlu({ ...shared, understand: async (text) => read(text), judge: undefined, turns }));
  stack.use(startDialogue({ ...shared, turns }));
  const folder = new URL('../../agents/identity/', import.meta.url);
  const opened = await agent.open?.({ settings: {}, log, folder });
  const identity = { ...openNothing('identity', agent as unknown as Agent), opened, linking };
  stack.use(await startAgent({ ...shared, ...identity }));

  const heardAt = async ({ channel, address }: Person) => {
    const rows = await database.query<Heard>(
      `select e.body->'activity' as activity, c.protocol_number from deliveries d
       join events e on e.conversation_id = d.conversation_id and e.seq = d.seq
       join conversations c on c.id = d.conversation_id
       where d.channel = $1 and d.address = $2 order by e.created_at, e.seq`,
      [channel, address],
    );
    return rows.map((row) => ({ ...codes.reveal(row.activity, 0), protocolNumber: row.protocol_number }));
  };
  const silent = { ...shared, doorbells: createDoorbells(openMemoryStream(), log) };
  const unheard = createIngress({ ...silent, backlog: { check: () => undefined } });
  const keep = (person: Person, activity: InboundActivity) =>
    ingress.receive(person.channel, { address: person.address, externalId: `h${++counter}`, activity });
  /** Says it, and resolves with the next thing that is said there. */
  const exchange = async (person: Person, activity: InboundActivity) => {
    const before = (await heardAt(person)).length;
    const receipt = await keep(person, activity);
    const next = await until(async () => (await heardAt(person))[before], 'an answer');
    return { ...next, receipt };
  };
  return {
    ...shared,
    codes,
    linking,
    heardAt,
    keep,
    /** Nobody is rung for. */
    keepSilently: ({ channel, address }: Person, text: string) =>
      unheard.receive(channel, { address, externalId: `h${++counter}`, activity: { type: 'message', text } }),
    say: (person: Person, text: string) => exchange(person, { type: 'message', text }),
    async tap(person: Person, title: string) {
      const last = (await heardAt(person)).at(-1);
      const button = last?.buttons?.find((each) => each.title === title);
      if (!button) throw new Error(`no button is called ${title}: ${JSON.stringify(last?.buttons)}`);
      return exchange(person, { type: 'choice', ...button });
    },
    /** Somebody nobody has heard of. */
    meet: (channel: string): Person => ({ channel, address: `${channel}-${++counter}-${process.pid}` }),
    events: async (conversationId: string) =>
      (
        await database.query<{ body: EventBody }>(
          'select body from events where conversation_id = $1 order by seq',
          [conversationId],
        )
      ).map(({ body }) => body),
  };
}

export type LinkedHouse = Awaited<ReturnType<typeof openLinkedHouse>>;

/** The code in a message. */
export const codeIn = (text: string): string =>
  (/(?:\d{4} ){1,2}\d{4}/.exec(text)?.[0] ?? '').replaceAll(' ', '');

/** What the tests of links begin with. */
export function createScenes(house: () => LinkedHouse) {
  /** Two people's worth of channels: a complaint half told in one, a greeting in the other. */
  async function begin() {
    const [phone, web] = [house().meet('whatsapp'), house().meet('web')];
    const asked = await house().say(phone, 'quero reclamar');
    const greeted = await house().say(web, 'oi');
    return { phone, web, number: asked.protocolNumber, webNumber: greeted.protocolNumber, asked, greeted };
  }

  /** Asks on the web for the phone's conversation; returns what was said on the phone. */
  async function askForCode(web: Person, phone: Person, number: string) {
    const heard = (await house().heardAt(phone)).length;
    const answer = await house().say(web, `quero continuar o atendimento ${number}`);
    return { answer, message: (await house().heardAt(phone))[heard] };
  }

  async function link() {
    const both = await begin();
    const { message } = await askForCode(both.web, both.phone, both.number);
    const done = await house().say(both.web, codeIn(message?.text ?? ''));
    return { ...both, done };
  }

  return { begin, askForCode, link };
}
