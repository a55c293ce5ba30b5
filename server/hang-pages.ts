/** Hangs the pages of every room into one Express app, in the order in which they are tried. */
import type { Express } from 'express';
import { consentsRoutes, purposesRoutes } from './consent/index.ts';
import { rolesThatApprove } from './campaigns/index.ts';
import { deliverabilityRoutes } from './delivery/index.ts';
import { createHttp, finishHttp } from './platform/http/index.ts';
import { checkSender, openTxt } from './platform/mail/index.ts';
import type { Rooms, RoomsDeps } from './rooms.ts';
import { senderRoutes, settingsRoutes } from './settings/index.ts';

/** The whole site. */
export function hangPages(
  rooms: Rooms,
  { config, clock, log, inbox, askTxt = openTxt() }: RoomsDeps,
): Express {
  const { accounts, campaigns, consent, groups, imports, interests } = rooms;
  const { overview, people, preferences, privacy, settings } = rooms;
  const http = createHttp({
    log,
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
    production: config.production,
    shop: settings.current,
    api: interests.api,
  });
  http.get('/healthz', (_req, res) => void res.type('text').send('ok'));
  http.use(preferences.routes);
  http.use(consent.routes);
  http.use(campaigns.publicRoutes);
  if (inbox) http.use(inbox.routes);
  http.use('/staff', accounts.middleware);
  http.use(accounts.routes, overview.routes, people.routes, privacy.routes, imports.routes);
  http.use(campaigns.routes, groups.routes, interests.routes);
  const { wordings, countAgreed, figures } = consent;
  http.use(purposesRoutes({ wordings, countAgreed, clock }, accounts));
  const minimum = async () => (await settings.current()).minimumGroup;
  http.use(consentsRoutes({ figures, wordings, clock, minimum }, accounts));
  const nameOf: Parameters<typeof deliverabilityRoutes>[0]['nameOf'] = async (mailing, language) => {
    const found = await campaigns.titleOf(mailing);
    if (found) return { title: found.title, link: `/staff/campaigns/${found.campaign}` };
    const title = await rooms.titleOfMail(mailing, language);
    return title === null ? null : { title, link: null };
  };
  http.use(deliverabilityRoutes({ delivery: rooms.delivery, clock, nameOf, minimum }, accounts));
  const countApprovers = async () => (await accounts.holding(...rolesThatApprove)).length;
  const guard = accounts.requireRole('administrator');
  http.use(settingsRoutes({ settings, guard, countApprovers }));
  http.use(senderRoutes({ guard, check: () => checkSender(config.mailFrom.address, config.dkim, askTxt) }));
  finishHttp(http, log);
  return http;
}
