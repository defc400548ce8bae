/** What is done at each step: bring a conversation here, take it elsewhere, or undo that. */
import { type CodeOutcome, formatProtocolNumber, readYesNo, TIME_ZONE } from '#assistant';
import { readCode, readTarget, readWay } from './read.ts';
import { type Answer, type Asking, ask, nameChannel, type Step, tell } from './state.ts';
import { answerUnlink, askWhichLink } from './unlink.ts';

/** In digits; `CODE_DIGITS` of the house. */
const SENT = 8;
const SHOWN = 12;

const timeOf = (moment: Date, locale: string): string =>
  new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: TIME_ZONE }).format(moment);

/** What is said at the address that the conversation was at until now. */
const notifyLinked =
  ({ phrases }: Asking) =>
  ({ locale, channel, protocolNumber }: { locale: string; channel: string; protocolNumber: string }) =>
    phrases.say(
      'notice-linked',
      { channel: nameChannel(phrases, channel, locale), number: formatProtocolNumber(protocolNumber) },
      locale,
    );

function tellOutcome(asking: Asking, outcome: CodeOutcome, again: () => Answer): Answer {
  switch (outcome.type) {
    case 'linked': {
      const number = formatProtocolNumber(outcome.protocolNumber);
      return outcome.closed === undefined
        ? tell(asking, 'linked', { number })
        : tell(asking, 'linked-closed', { number, closed: formatProtocolNumber(outcome.closed) });
    }
    case 'wrong':
      return again();
    case 'already':
    case 'expired':
    case 'two-people':
      return tell(asking, outcome.type);
  }
}

async function sendCode(asking: Asking): Promise<Answer> {
  const { input, identity, phrases } = asking;
  const target = readTarget(input);
  if (target === undefined) return ask(asking, 'target', 'ask-target-again');
  if (target === 'wrong') return ask(asking, 'target', 'target-wrong');
  const sent = await identity.sendCode(target, ({ locale, channel, expiresAt }) =>
    phrases.say(
      'code-message',
      { code: '{code}', channel: nameChannel(phrases, channel, locale), until: timeOf(expiresAt, locale) },
      locale,
    ),
  );
  if (sent === 'own') return tell(asking, 'already');
  return sent === 'too-many' ? tell(asking, 'too-many') : ask(asking, 'sent', 'code-sent');
}

async function confirmSent(asking: Asking): Promise<Answer> {
  const { input, identity } = asking;
  if (input.choice === 'again') return ask(asking, 'target', 'ask-target');
  const code = readCode(input.text, SENT);
  if (code === undefined) return ask(asking, 'sent', 'code-form');
  const outcome = await identity.confirmSent(code, notifyLinked(asking));
  const triesLeft = outcome.type === 'wrong' ? outcome.triesLeft : 0;
  return tellOutcome(asking, outcome, () => ask(asking, 'sent', 'code-wrong', { values: { triesLeft } }));
}

async function showCode(asking: Asking): Promise<Answer> {
  const { identity, phrases } = asking;
  const activity = await identity.showCode(({ locale, expiresAt }) =>
    phrases.say('code-shown', { code: '{code}', until: timeOf(expiresAt, locale) }, locale),
  );
  if (!activity) return tell(asking, 'too-many');
  return { status: 'answered', activity, output: { outcome: 'code-shown' }, explanation: {} };
}

/** Before anything is linked: who was talked into typing a code shall see what it does. */
async function askConfirm(asking: Asking): Promise<Answer> {
  const { input, identity, phrases, locale } = asking;
  const code = readCode(input.text, SHOWN);
  if (code === undefined) return ask(asking, 'shown', 'shown-form');
  const found = await identity.findShown(code);
  if (found === 'too-many') return tell(asking, 'too-many');
  if (found === 'unknown') return ask(asking, 'shown', 'shown-wrong');
  if (found === 'own') return tell(asking, 'shown-here');
  const { codeId, channel, shownAt } = found;
  const values = { channel: nameChannel(phrases, channel, locale), time: timeOf(shownAt, locale) };
  return ask(asking, 'confirm', 'confirm', { values, state: { codeId } });
}

async function confirmShown(asking: Asking): Promise<Answer> {
  const { input, identity } = asking;
  const isYes = input.choice === undefined ? readYesNo(input.text) : input.choice === 'yes';
  const codeId = String(input.state?.['codeId'] ?? '');
  if (isYes === undefined) return ask(asking, 'confirm', 'confirm-again', { state: { codeId } });
  if (!isYes) return tell(asking, 'declined');
  return tellOutcome(asking, await identity.confirmShown(codeId, notifyLinked(asking)), () =>
    tell(asking, 'expired'),
  );
}

/** The first words, or the choice of a way. */
async function begin(asking: Asking): Promise<Answer> {
  const { input } = asking;
  if (input.choice === undefined) {
    if (readTarget(input) instanceof Object) return sendCode(asking);
    if (readCode(input.text, SHOWN) !== undefined) return askConfirm(asking);
  }
  const way = input.choice ?? readWay(input.text);
  if (way === 'bring') return ask(asking, 'target', 'ask-target');
  if (way === 'take') return showCode(asking);
  if (way === 'type') return ask(asking, 'shown', 'ask-shown');
  return ask(asking, 'way', input.state === undefined ? 'which-way' : 'which-way-again');
}

const STEPS: Readonly<Record<Step, (asking: Asking) => Promise<Answer>>> = {
  way: begin,
  target: sendCode,
  sent: confirmSent,
  shown: askConfirm,
  confirm: confirmShown,
  unlink: askWhichLink,
  'which-link': answerUnlink,
};

export function answer(asking: Asking): Promise<Answer> {
  const step = asking.input.state?.['step'];
  // A step of another release is begun anew.
  const known = typeof step === 'string' && Object.hasOwn(STEPS, step) ? STEPS[step as Step] : begin;
  return known(asking);
}
