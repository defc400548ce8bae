/** A copy of this checkout whose people are there at this hour, whichever it is: for journeys to the desk. */
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOpen } from '../../src/opening-hours.ts';
import { ALWAYS_OPEN_HOURS } from './desk-queues.ts';

const CHECKOUT = join(import.meta.dirname, '../..');
const COPIED = ['src', 'channels', 'dialogs', 'agents', 'desk', 'package.json'];
/** Found again by their real place, so that a link will do. */
const LINKED = ['node_modules', 'knowledge'];
const POLICY = 'dialogs/policy.yml';

/** No holiday lasts for two days: at one end of the world it is another day. */
const ZONES = ['America/Sao_Paulo', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'];
/** Longer than any test runs. */
const FORESEEN_MS = 1_800_000;

function findOpenZone(): string {
  const now = Date.now();
  const isOpenIn = (timeZone: string): boolean =>
    [0, FORESEEN_MS].every((ms) => isOpen(new Date(now + ms), { ...ALWAYS_OPEN_HOURS, timeZone }));
  const zone = ZONES.find(isOpenIn);
  if (zone === undefined) throw new Error('it is a holiday everywhere');
  return zone;
}

const HOURS = /^hours:\n(?: .*\n| *#.*\n)+/m;
const always = (timeZone: string): string => `hours:
  time-zone: ${timeZone}
  open:
    - days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
      from: "00:00"
      to: "24:00"
`;

/** Fills the folder. */
export function copyAlwaysOpen(folder: string): void {
  for (const name of COPIED) cpSync(join(CHECKOUT, name), join(folder, name), { recursive: true });
  for (const name of LINKED) symlinkSync(join(CHECKOUT, name), join(folder, name));
  const path = join(folder, POLICY);
  const text = readFileSync(path, 'utf8');
  if (!HOURS.test(text)) throw new Error(`${POLICY} has no hours of its own any more`);
  writeFileSync(path, text.replace(HOURS, always(findOpenZone())));
}
