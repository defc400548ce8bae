/** Settings, assistant, signals; nothing else. */
import closeWithGrace from 'close-with-grace';
import { type Assistant, openAssistant } from './assistant.ts';
import { AssistantError, describeError } from './errors.ts';
import { readSettings, type Settings } from './settings.ts';

/** A process that has not stopped by then is ended; orchestrators wait this long as well. */
const STOP_WITHIN_MS = 9_500;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function announce({ url, setUpLink }: Assistant, settings: Settings, tookMs: number): void {
  say(`Guichê is ready (${(tookMs / 1_000).toFixed(1)} s), roles: ${settings.ROLES.join(', ')}`);
  if (url === undefined) return;
  say(`  chat  ${url}/`);
  say(`  desk  ${url}/desk`);
  say(`  API   ${url}/docs`);
  if (setUpLink === undefined) return;
  say('Nobody can sign in at the desk yet. The first person chooses a password here, once, within 24 hours:');
  say(`  ${setUpLink}`);
}

try {
  const settings = readSettings();
  if (settings.DATABASE_URL === undefined)
    say(`Opening the database in ${settings.DATA_DIR} (the first time takes a few seconds) …`);
  const assistant = await openAssistant(settings);
  announce(assistant, settings, process.uptime() * 1_000);
  // To a program in a terminal it says that the terminal is closed; to any other, to learn anew.
  const isToldToReload = !process.stdout.isTTY;
  if (isToldToReload) process.on('SIGHUP', () => void assistant.reload());
  const skip: 'SIGHUP'[] = isToldToReload ? ['SIGHUP'] : [];
  closeWithGrace({ delay: STOP_WITHIN_MS, logger: false, skip }, async ({ err: error }) => {
    if (error) process.stderr.write(`${error.stack ?? describeError(error)}\n`);
    await assistant[Symbol.asyncDispose]();
  });
} catch (error) {
  const known = error instanceof AssistantError;
  process.stderr.write(`${known || !(error instanceof Error) ? describeError(error) : error.stack}\n`);
  process.exitCode = 1;
}
