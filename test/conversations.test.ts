/**
 * The conversations next to the dialogs, with the whole assistant: in the web chat, by text messages,
 * and, those that need nothing but keys, by telephone.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findScripts, type Script } from './helpers/conversation-file.ts';
import { type House, openHouse } from './helpers/conversation-house.ts';
import { enterChat, type Person, takeLine } from './helpers/conversation-people.ts';
import { createRestarts, type Restarts } from './helpers/conversation-restarts.ts';
import { runScript, type Said } from './helpers/conversation-run.ts';

const KEYS_ONLY = /^(?:[\d\s#*.-]+|\{\w+\})$/;
const scripts = findScripts();

const restarts = ({ lines }: Script): boolean => lines.some(({ kind }) => kind === 'restart');
const needsOnlyKeys = ({ lines }: Script): boolean =>
  lines.every(({ kind, text }) => kind !== 'user' || KEYS_ONLY.test(text));

interface Form {
  readonly name: string;
  readonly isTelephone: boolean;
  takes(script: Script): boolean;
  enter(house: House, script: Script): Promise<Person>;
  wordsOf(said: Said): string;
}

const read = ({ shown }: Said): string => shown.text;
const WEB: Form = {
  name: 'web',
  isTelephone: false,
  takes: () => true,
  enter: ({ url }, { language }) => enterChat(url, language),
  wordsOf: read,
};
const TEXT: Form = {
  name: 'text alone',
  isTelephone: false,
  takes: () => true,
  enter: async ({ url, receiver }, { language }) =>
    takeLine(url, { receiver, locale: language, isTelephone: false }),
  wordsOf: read,
};
const KEYPAD: Form = {
  name: 'keypad',
  isTelephone: true,
  takes: needsOnlyKeys,
  enter: async ({ url, receiver }, { language }) =>
    takeLine(url, { receiver, locale: language, isTelephone: true }),
  // Written for the eye: what of it is for the ear is seen to in fitting.test.ts.
  wordsOf: ({ text }) => text,
};

const ONLY_FOR_EYES = /https?:|www\.|\[\d+\]/;

interface Talk {
  readonly house: () => House;
  readonly restarts?: Restarts;
}

async function talk(form: Form, script: Script, { house, restarts: all }: Talk): Promise<void> {
  try {
    using person = await form.enter(house(), script);
    const restart = all?.ask ?? (async () => undefined);
    const trial = { script, form: form.name, house: house(), person, restart, wordsOf: form.wordsOf };
    const exchanges = await runScript(trial);
    if (!form.isTelephone) return;
    for (const { shown } of exchanges.flatMap(({ said }) => said))
      assert.doesNotMatch(shown.text, ONLY_FOR_EYES);
  } finally {
    all?.leave();
  }
}

function suite(form: Form, chosen: readonly Script[], talking: Talk): void {
  for (const script of chosen.filter(form.takes)) {
    talking.restarts?.enter();
    it(`${form.name}: ${script.file.split('/')[1]}: ${script.title}`, () => talk(form, script, talking));
  }
}

describe('conversations', () => {
  const stack = new AsyncDisposableStack();
  let written: House;
  let spoken: House;
  before(async () => {
    written = stack.use(await openHouse('text'));
    spoken = stack.use(await openHouse('keypad', written.folder));
  });
  after(() => stack.disposeAsync());

  describe('from the first word to the last', { concurrency: 24 }, () => {
    const lasting = scripts.filter((script) => !restarts(script));
    for (const form of [WEB, TEXT]) suite(form, lasting, { house: () => written });
    suite(KEYPAD, lasting, { house: () => spoken });
  });

  // All at once: each waits at its restart for the others.
  describe('across a restart', { concurrency: 1_000 }, () => {
    const talking = { house: () => written, restarts: createRestarts(() => written.restart()) };
    for (const form of [WEB, TEXT]) suite(form, scripts.filter(restarts), talking);
  });
});
