/** `npm run draw-dialogs`: docs/dialogs.md, from the forms and from the conversations next to the dialogs. */
import { writeFileSync } from 'node:fs';
import type { Dialog } from '../src/dialog.ts';
import { discover } from '../src/discover.ts';
import { findScripts, type Script } from '../test/helpers/conversation-file.ts';
import { drawForm, drawObserved } from '../test/helpers/conversation-graph.ts';
import { openHouse } from '../test/helpers/conversation-house.ts';
import { enterChat } from '../test/helpers/conversation-people.ts';
import { ConversationError, type Exchange, runScript } from '../test/helpers/conversation-run.ts';

const FILE = new URL('dialogs.md', import.meta.url);
const HEAD = `# The dialogs, drawn

Written by \`npm run draw-dialogs\`; do not edit. *Questions* are what a form asks for, in its order. *Seen* is what the
conversations in \`dialogs/<name>/conversations\` were seen to do: a state is the response that was said last, an arrow
what the citizen did. What no conversation does is not drawn.
`;

async function hold(
  house: Awaited<ReturnType<typeof openHouse>>,
  script: Script,
): Promise<readonly Exchange[]> {
  using person = await enterChat(house.url, script.language);
  const trial = {
    script,
    form: 'web',
    house,
    person,
    wordsOf: ({ shown }: { shown: { text: string } }) => shown.text,
  };
  try {
    // Nothing is drawn of a restart: that it changes nothing is for the tests to show.
    return await runScript({ ...trial, restart: async () => undefined });
  } catch (error) {
    if (!(error instanceof ConversationError)) throw error;
    process.stderr.write(`${error.message.split('\n')[0]}\n`);
    return error.exchanges;
  }
}

await using house = await openHouse('text');
const conversations = await Promise.all(findScripts().map((script) => hold(house, script)));
const observed = drawObserved(conversations);
const forms = new Map(
  (await discover<Dialog>('dialog')).map(({ name, extension }) => [name, extension.form]),
);
const block = (title: string, picture: string) => `*${title}*\n\n\`\`\`mermaid\n${picture}\n\`\`\`\n`;
const sections = [...new Set([...forms.keys(), ...observed.keys()])].sort().flatMap((name) => {
  const [form, seen] = [forms.get(name), observed.get(name)];
  const pictures = [
    ...(form ? [block('Questions', drawForm(form))] : []),
    ...(seen === undefined ? [] : [block('Seen', seen)]),
  ];
  return pictures.length > 0 ? [`## ${name}\n\n${pictures.join('\n')}`] : [];
});
writeFileSync(FILE, [HEAD, ...sections].join('\n'));
