/** Puts the room together. */
import { newsletterPurpose, type PurposeKey } from '../consent/index.ts';
import type { MailingSource } from '../delivery/index.ts';
import type { PersonalDataHolder } from '../platform/db/index.ts';
import { openFiles } from '../platform/files/index.ts';
import { openEventStreams, Router } from '../platform/http/index.ts';
import type { AccountId, CampaignId, MailingId, NewsletterId } from '../platform/ids/index.ts';
import type { CampaignsContext, CampaignsDeps } from './context.ts';
import type { CampaignState } from './editing/campaign-state.ts';
import { openCampaignsStore } from './editing/campaigns-store.ts';
import { defineNewsletter } from './newsletters/define-newsletter.ts';
import type { Newsletter, NewNewsletter } from './newsletters/newsletter.ts';
import { newsletterRoutes } from './newsletters/newsletter-routes.ts';
import { openNewslettersStore } from './newsletters/newsletters-store.ts';
import { approvalRoutes } from './pages/approval-routes.ts';
import { archiveRoutes } from './pages/archive-routes.ts';
import { editorRoutes } from './pages/editor-routes.ts';
import { listRoutes } from './pages/list-routes.ts';
import { pictureRoutes } from './pages/picture-routes.ts';
import { previewRoutes } from './pages/preview-routes.ts';
import { progressRoutes } from './pages/progress-routes.ts';
import { publicPictureRoutes } from './pages/public-picture-routes.ts';
import { recipientsRoutes } from './pages/recipients-routes.ts';
import { sendRoutes } from './pages/send-routes.ts';
import { steerRoutes } from './pages/steer-routes.ts';
import { uncertainRoutes } from './pages/uncertain-routes.ts';
import { whyRoutes } from './pages/why-routes.ts';
import { campaignSource } from './sending/campaign-source.ts';
import { startForgotten } from './sending/send-campaign.ts';

export interface RecentCampaign {
  readonly id: CampaignId;
  readonly title: string;
  readonly state: CampaignState;
  /** When it goes out where it is scheduled, since when it waits for approval where it does, else when it last changed. */
  readonly at: Date;
}

export interface Campaigns {
  newsletters(): Promise<readonly Newsletter[]>;
  newsletter(id: NewsletterId): Promise<Newsletter | null>;
  /** The newsletters by e-mail as audiences that groups may be counted in. */
  audiences(): Promise<readonly { readonly purpose: PurposeKey; readonly title: string }[]>;
  /** Makes a newsletter with its purposes and wordings; the one with this slug is left as it is. */
  defineNewsletter(newsletter: NewNewsletter): Promise<Newsletter>;
  /** For delivery: whom a campaign goes to and what each of them gets. */
  readonly source: MailingSource;
  /** The campaign that a mailing was made for, also one that was cancelled. */
  titleOf(mailing: MailingId): Promise<{ readonly title: string; readonly campaign: CampaignId } | null>;
  /** What waits for the approval of this person, the longest first. */
  waitingFor(account: AccountId): Promise<readonly Pick<RecentCampaign, 'id' | 'title'>[]>;
  /** The ten that changed last, the newest first. */
  recent(): Promise<readonly RecentCampaign[]>;
  /** One round of background work: starts what a stop of the program kept from delivery. */
  work(): Promise<void>;
  /** Ends what is pushed to browsers, so that the program can stop. */
  stop(): void;
  /** /staff/campaigns and /staff/newsletters. */
  readonly routes: Router;
  /** /archive, /pictures and /why-this-version. */
  readonly publicRoutes: Router;
  readonly holder: PersonalDataHolder;
}

/** Opens the room. */
export function openCampaigns(deps: CampaignsDeps): Campaigns {
  const context: CampaignsContext = {
    ...deps,
    newsletters: openNewslettersStore(deps.db),
    campaigns: openCampaignsStore(deps.db),
    pictures: openFiles(deps.db, 'pictures'),
    streams: openEventStreams(),
  };
  const { newsletters, campaigns } = context;
  return {
    newsletters: newsletters.list,
    newsletter: newsletters.find,
    audiences: async () =>
      (await newsletters.list()).map(({ slug, title }) => ({
        purpose: newsletterPurpose(slug, 'email'),
        title: title.nl,
      })),
    defineNewsletter: (input) => defineNewsletter(context, input, 'publish'),
    source: campaignSource(context),
    titleOf: async (mailing) => {
      const found = await campaigns.findByMailing(mailing);
      return found && { title: found.title, campaign: found.id };
    },
    waitingFor: async (account) =>
      (await campaigns.waitingFor(account)).map(({ id, title }) => ({ id, title })),
    recent: async () =>
      (await campaigns.recent(10)).map(({ id, title, state, request, startsAt, changedAt }) => ({
        id,
        title,
        state,
        at:
          request?.at && state === 'asked'
            ? request.at
            : ((state === 'scheduled' ? startsAt : null) ?? changedAt),
      })),
    work: () => startForgotten(context),
    stop: context.streams.stop,
    routes: together(
      newsletterRoutes,
      listRoutes,
      pictureRoutes,
      previewRoutes,
      sendRoutes,
      approvalRoutes,
      steerRoutes,
      progressRoutes,
      recipientsRoutes,
      uncertainRoutes,
      editorRoutes,
    )(context),
    publicRoutes: together(archiveRoutes, publicPictureRoutes, whyRoutes)(context),
    holder: {
      room: 'campaigns',
      collections: [],
      freeOfPersonalData: [newsletters.collection, campaigns.collection, 'pictures.files', 'pictures.chunks'],
      export: () => Promise.resolve({}),
      erase: () => Promise.resolve(),
    },
  };
}

function together(...routes: readonly ((context: CampaignsContext) => Router)[]) {
  return (context: CampaignsContext): Router => {
    const router = Router();
    for (const each of routes) router.use(each(context));
    return router;
  };
}
