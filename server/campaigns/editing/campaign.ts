/** What a campaign is: one issue of a newsletter, with a default version and versions per group. */
import { type Language, languages } from '../../platform/i18n/index.ts';
import type { AccountId, CampaignId, GroupId, MailingId, NewsletterId } from '../../platform/ids/index.ts';
import { type Content, noContent } from '../content/blocks.ts';
import type { CampaignState } from './campaign-state.ts';

/** The content one group gets; 'default' is for everybody else. */
export interface Version {
  /** 'default' or the group's id. */
  readonly key: string;
  readonly group: GroupId | null;
  readonly content: Readonly<Partial<Record<Language, Content>>>;
}

export interface Campaign {
  readonly id: CampaignId;
  /** For staff only. */
  readonly title: string;
  readonly newsletter: NewsletterId;
  readonly state: CampaignState;
  /** Counts the changes, so that a save based on an older one is noticed (UX-2). */
  readonly revision: number;
  /** The default first, then in the order in which a person's group is looked for. */
  readonly versions: readonly Version[];
  /** What delivery sends now; null while it is a draft. */
  readonly mailing: MailingId | null;
  /** All mailings that were made for it, the cancelled ones too. */
  readonly mailings: readonly MailingId[];
  /** The revision that was last sent as a test. */
  readonly testedRevision: number | null;
  /** Who changed its content last. */
  readonly editedBy: AccountId;
  /** Who asked a second person to let it go out, and when it is to go out then: null is at once. */
  readonly request: { readonly by: AccountId; readonly at: Date; readonly sendAt: Date | null } | null;
  /** Why it was given back, until it is asked about again. */
  readonly remark: { readonly by: AccountId; readonly at: Date; readonly text: string } | null;
  /** Who pressed Send; null while it is a draft. */
  readonly sentBy: AccountId | null;
  readonly startsAt: Date | null;
  readonly sentAt: Date | null;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

/** The version by its key. */
export function versionOf(campaign: Pick<Campaign, 'versions'>, key: string): Version | undefined {
  return campaign.versions.find((version) => version.key === key);
}

/** Which of the versions it is, counted from 1 as in the archive; null where there is one only. */
export function placeOfVersion(
  { versions }: Pick<Campaign, 'versions'>,
  key: string,
): { readonly number: number; readonly of: number } | null {
  const index = versions.findIndex((version) => version.key === key);
  return versions.length > 1 && index >= 0 ? { number: index + 1, of: versions.length } : null;
}

/** Whether there is anything in it to read. */
export function isWritten(content: Content | undefined): content is Content {
  return content !== undefined && content.blocks.length > 0;
}

/** The languages that the version is written in. */
export function writtenIn(version: Version): readonly Language[] {
  return languages.filter((language) => isWritten(version.content[language]));
}

/** What is there in this language, an empty content where nothing is. */
export function contentIn(version: Version, language: Language): Content {
  return version.content[language] ?? noContent;
}

/** The versions of groups, without the default. */
export function ownVersions(
  campaign: Pick<Campaign, 'versions'>,
): readonly (Version & { readonly group: GroupId })[] {
  return campaign.versions.filter(
    (version): version is Version & { group: GroupId } => version.group !== null,
  );
}
