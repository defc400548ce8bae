/** One suite over every channel that has a folder, against its simulator and the started program. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { z } from 'zod';
import type { OutboundActivity } from '../../src/activity.ts';
import type {
  ChannelCapabilities as Capabilities,
  Channel,
  ChannelForm,
  ChannelSimulator,
  SimulatedPerson,
} from '../../src/channel.ts';
import { type Discovered, discover } from '../../src/discover.ts';
import { temporaryFolder } from '../helpers/databases.ts';
import { type Program, startProgram } from '../helpers/program.ts';
import { until } from '../helpers/servers.ts';

let counter = 0;
const unique = (): string => `id-${++counter}`;
const hears = (person: SimulatedPerson, count: number) =>
  until(() => person.heard.length >= count && person.heard, `${count} answers`);

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());

async function openSimulator({ name, folder }: Discovered<Channel>): Promise<ChannelSimulator> {
  const file = new URL('simulator.ts', folder);
  assert.ok(existsSync(file), `channels/${name} has a simulator.ts`);
  const { default: open } = (await import(file.href)) as { default: () => Promise<ChannelSimulator> };
  return stack.use(await open());
}

interface Case {
  readonly title: string;
  readonly simulator: ChannelSimulator;
  readonly form: ChannelForm;
  readonly extension: Channel;
}

const found = await discover<Channel>('channel');
const cases = await Promise.all(
  found.map(async (each): Promise<Case[]> => {
    const { name, extension } = each;
    const simulator = await openSimulator(each);
    const usual = { name: '', variables: {}, capabilities: extension.capabilities };
    const forms = [usual, ...(simulator.forms ?? [])];
    return forms.map((form) => ({ title: `${name} ${form.name}`.trim(), simulator, form, extension }));
  }),
);

/** What the citizen is told to answer with, for each option. */
const optionsIn = (
  { text, buttons = [] }: OutboundActivity,
  { buttons: hasButtons, speech }: Capabilities,
) => {
  if (hasButtons) return buttons.map(({ title }) => title);
  const pattern = speech === 'keypad' ? /^Para (.+), tecle \d+\.$/gm : /^\d+\. (.+)$/gm;
  return [...text.matchAll(pattern)].map(([, title]) => title);
};

for (const { title, simulator, form, extension } of cases.flat()) {
  const { capabilities } = form;
  describe(`channel: ${title}`, () => {
    const own = new AsyncDisposableStack();
    let program: Program;
    before(async () => {
      const { path } = own.use(temporaryFolder());
      const variables = { DATA_DIR: path, ...simulator.variables, ...form.variables };
      program = own.use(await startProgram(variables));
    });
    after(() => own.disposeAsync());
    const connect = async () => own.use(await simulator.connect(program.url));

    it('says what it can do, and describes its settings', () => {
      const { textLimit, onCrash } = capabilities;
      assert.ok(textLimit > 0);
      assert.ok(['repeats', 'neither'].includes(onCrash));
      assert.ok(extension.settings instanceof z.ZodObject);
      for (const [variable, schema] of Object.entries(extension.settings.shape)) {
        assert.ok((schema as z.ZodType).description, `${variable} has no description`);
        assert.match(variable, /^[A-Z][A-Z0-9_]*$/);
      }
    });

    it('brings a message in and its answer back', async () => {
      const person = await connect();
      await person.say('bom dia', unique());
      const [answer] = await hears(person, 1);
      assert.ok(answer && answer.text.length > 0);
    });

    it('has one effect for a message that is delivered twice', async () => {
      const person = await connect();
      const id = unique();
      await Promise.all([person.say('bom dia', id), person.say('bom dia', id)]);
      await hears(person, 1);
      await person.say('bom dia', id);
      await person.say('obrigado', unique());
      const heard = await hears(person, 2);
      assert.equal(heard.length, 2);
    });

    it('keeps the order, and people apart', async () => {
      const people = await Promise.all([connect(), connect(), connect()]);
      const talk = async (person: SimulatedPerson) => {
        for (const [index, text] of ['bom dia', 'obrigado', 'o que você sabe fazer?'].entries()) {
          await person.say(text, unique());
          await hears(person, index + 1);
        }
        return person.heard.map((activity) => activity.text.replaceAll(/\d[\d ,]{14,}/g, ''));
      };
      const [first, ...others] = await Promise.all(people.map(talk));
      assert.equal(new Set(first).size, 3);
      for (const other of others) assert.equal(other[0], first?.[0]);
    });

    it('carries buttons, or says how to choose without them', async () => {
      const person = await connect();
      await person.say('o que você sabe fazer?', unique());
      const [menu] = await hears(person, 1);
      assert.ok(menu);
      assert.equal((menu.buttons?.length ?? 0) > 0, capabilities.buttons);
      const place = optionsIn(menu, capabilities).indexOf('Falar com uma pessoa') + 1;
      assert.ok(place > 0, menu.text);
      if (capabilities.buttons) return;
      await person.say(`${place}#`, unique());
      const [, answer] = await hears(person, 2);
      assert.match(answer?.text ?? '', /vou passar você para uma pessoa/);
    });

    it('refuses what has no text, and goes on', async () => {
      const person = await connect();
      await assert.rejects(person.say('\u200b', unique()), /empty-message/);
      await assert.rejects(person.say('a'.repeat(9_000), unique()), /message-too-long/);
      await person.say('bom dia', unique());
      await hears(person, 1);
    });
  });
}
