/** Undoing a link: which, and that it is done. */
import { formatProtocolNumber, type Link, TIME_ZONE } from '#assistant';
import { type Answer, type Asking, ask, nameChannel, tell } from './state.ts';

/** As many as stand under a message beside the way out. */
const MOST = 8;

function titleOf({ phrases, locale }: Asking, { channel, hint, linkedAt, isHere }: Link): string {
  if (isHere) return phrases.say('button-here', {}, locale).text;
  const day = new Intl.DateTimeFormat(locale, { day: '2-digit', month: '2-digit', timeZone: TIME_ZONE });
  return `${nameChannel(phrases, channel, locale)} ${hint || day.format(linkedAt)}`.slice(0, 24);
}

export async function askWhichLink(asking: Asking): Promise<Answer> {
  const links = await asking.identity.links();
  if (links.length === 0) return tell(asking, 'no-links');
  const buttons = links.slice(0, MOST).map((link) => ({ title: titleOf(asking, link), value: link.linkId }));
  return ask(asking, 'which-link', 'which-link', { buttons });
}

export async function answerUnlink(asking: Asking): Promise<Answer> {
  const { input, identity, phrases } = asking;
  if (input.choice === 'keep') return tell(asking, 'kept');
  if (input.choice === undefined) return askWhichLink(asking);
  const done = await identity.unlink(input.choice, ({ locale, protocolNumber }) =>
    phrases.say('notice-unlinked', { number: formatProtocolNumber(protocolNumber) }, locale),
  );
  return tell(asking, done ? 'unlinked' : 'no-links');
}
