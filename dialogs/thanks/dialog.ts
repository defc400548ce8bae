/** Answers a thank-you. The conversation stays open: people thank and then ask the next thing. */
import { defineDialog, reply } from '#assistant';

export default defineDialog({ courtesy: true, respond: () => [reply('you-are-welcome')] });
