/** The menu. */
import { defineDialog, reply } from '#assistant';

export default defineDialog({ respond: () => [reply('menu')] });
