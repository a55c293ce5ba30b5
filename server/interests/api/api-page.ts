/** The page that tells programmers how to report orders and interests: GET /api, for everybody. */
import { Router, sendPage, translate } from '../../platform/http/index.ts';
import type { InterestsRoom } from '../room.ts';
import { bodyLimit } from './api-routes.ts';
import { mostItems } from './read-items.ts';

const example = {
  orders: [
    {
      email: 'anna@example.com',
      number: '10042',
      date: '2026-03-12T14:05:00+01:00',
      products: [
        { name: 'Rode rozen', sku: 'ROS-12', categories: ['Bloemen > Rozen'] },
        { name: 'Vaas', sku: 'VAAS-3' },
      ],
    },
  ],
};
const signals = {
  signals: [
    { email: 'anna@example.com', source: 'account', date: '2026-03-12', topics: ['rozen'] },
    { email: 'anna@example.com', source: 'website', date: '2026-03-12', products: [{ name: 'Rode rozen' }] },
  ],
};
const answer = { counts: { kept: 1 }, results: [{ result: 'kept' }] };
const results = ['kept', 'no-topic', 'unknown', 'no-consent', 'too-old', 'removed', 'invalid'];
const errors = ['400', '401', '403', '409', '413', '415', '422', '429'];

/** The route. */
export function apiPage(room: InterestsRoom): Router {
  const routes = Router();
  const shown = (value: unknown) => JSON.stringify(value, null, 2);
  routes.get('/api', async (req, res) => {
    const t = translate(res);
    sendPage(req, res, {
      view: 'interests/api',
      title: t('interests:api.title'),
      command: [
        `curl ${String(res.locals['publicUrl'])}/api/v1/orders \\`,
        '  -H "Authorization: Bearer $KEY" \\',
        '  -H "Content-Type: application/json" \\',
        '  -H "Idempotency-Key: orders-2026-03-12-1" \\',
        '  --data @orders.json',
      ].join('\n'),
      orders: shown(example),
      signals: shown(signals),
      answer: shown(answer),
      results: results.map((name) => ({ name, means: t(`interests:api.result.${name}`) })),
      errors: errors.map((status) => ({ status, means: t(`interests:api.status.${status}`) })),
      topics: await room.vocabulary.topics(),
      limits: { count: mostItems, megabytes: bodyLimit / 1024 / 1024 },
    });
  });
  return routes;
}
