/** The door to newsletters and campaigns. */
export { openCampaigns, type Campaigns, type RecentCampaign } from './open-campaigns.ts';
export type { CampaignsDeps } from './context.ts';
export type { Newsletter, NewNewsletter, NewsletterChannel } from './newsletters/newsletter.ts';
export { rolesThatApprove } from './pages/shared.ts';
export type { Campaign, Version } from './editing/campaign.ts';
export type { CampaignState } from './editing/campaign-state.ts';
