/** The menu. Whoever asks for help and says with what needs the help, not the menu. */
import { defineDialog, reply } from '#assistant';

export default defineDialog({ courtesy: true, respond: () => [reply('menu')] });
