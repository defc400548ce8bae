/** The desk's webhooks: other systems are told what happens. */
import { createSealer, type Sealer } from '../accounts/sealing.ts';
import type { HouseRules } from '../house-network.ts';
import type { DeskRoute } from '../http/desk/route.ts';
import { createWebhookRoutes } from '../http/desk/webhooks.ts';
import { createWebhookKeeper } from '../pipeline/webhook-keeping.ts';
import { startWebhooks } from '../pipeline/webhooks.ts';
import { type Core, secretOf } from './core.ts';

const sealerOf = ({ settings }: Core): Sealer => createSealer(secretOf(settings), 'outgoing-webhooks');
const houseOf = ({ settings }: Core): HouseRules => ({
  allowed: settings.DESK_WEBHOOK_HOSTS,
  setting: 'DESK_WEBHOOK_HOSTS',
});

export const createDeskWebhookRoutes = (core: Core): readonly DeskRoute[] =>
  createWebhookRoutes(createWebhookKeeper({ ...core, house: houseOf(core), seal: sealerOf(core).seal }));

export const startDeskWebhooks = (core: Core): AsyncDisposable =>
  startWebhooks({ ...core, house: houseOf(core), open: sealerOf(core).open });
