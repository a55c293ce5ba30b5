/** The room: what it is given, what it offers, and what its files work with. Nothing here lists members (SEG-6). */
import type { Accounts } from '../accounts/index.ts';
import type { Consent, DecisionFollower, PurposeKey } from '../consent/index.ts';
import type { Interests } from '../interests/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Db, PersonalDataHolder } from '../platform/db/index.ts';
import type { Router } from '../platform/http/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import type { GroupId, MailingId, SubscriberId } from '../platform/ids/index.ts';
import type { Log } from '../platform/log/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Subscribers } from '../subscribers/index.ts';
import type { CutStore } from './cut/cut-store.ts';
import type { KeepMembers } from './cut/keep-members.ts';
import type { LoadBitmaps } from './cut/load-bitmaps.ts';
import type { GroupsStore } from './groups-store.ts';
import type { AskedOf } from './guard/asked.ts';
import type { Count, CutProgress, Group, TopicStrength } from './model.ts';
import type { Rule } from './rules/rule.ts';

/** A newsletter that a group may be counted in. */
export interface AudienceChoice {
  readonly purpose: PurposeKey;
  readonly title: string;
}

/** Answers for a batch of people who is in which group; who is in none is missing. */
export type GroupOf = (ids: readonly SubscriberId[]) => Promise<Map<SubscriberId, GroupId>>;

/** Answers for people and the group each was put in: who still is. */
export type StillIn = (given: ReadonlyMap<SubscriberId, string>) => Promise<ReadonlySet<SubscriberId>>;

export interface GroupsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: Settings;
  readonly consent: Consent;
  readonly interests: Interests;
  readonly subscribers: Subscribers;
  readonly accounts: Accounts;
  readonly audienceChoices: () => Promise<readonly AudienceChoice[]>;
}

/** How many read which version; who is in two groups reads the version of the first. Null is what nobody asked yet. */
export interface Split {
  readonly parts: ReadonlyMap<GroupId, Count | null>;
  /** Everybody else. */
  readonly rest: Count | null;
}

export interface Groups {
  /** All groups by name. */
  list(): Promise<readonly Group[]>;
  /** Throws NotFound. */
  get(id: GroupId): Promise<Group>;
  /** Throws Invalid for an empty or taken name, a field that is not allowed, or a value that is not there (SEG-8). */
  create(input: { readonly name: string; readonly rule: Rule }): Promise<Group>;
  /** The rule never changes: who wants another rule makes a new group. Throws NotFound and Invalid. */
  rename(id: GroupId, name: string): Promise<void>;
  remove(id: GroupId): Promise<void>;
  /** The only way to a number; guarded, and the same as long as its cut is the newest (SEG-2 to SEG-5). */
  count(rule: Rule, audience: PurposeKey): Promise<Count>;
  /** How an audience falls apart over groups in their order, each number behind the guard. */
  split(groups: readonly GroupId[], audience: PurposeKey): Promise<Split>;
  /** What was counted before of both, in the newest cut: looking asks nothing, so that it refuses no later question. */
  knownCount(rule: Rule, audience: PurposeKey): Promise<Count | null>;
  knownSplit(groups: readonly GroupId[], audience: PurposeKey): Promise<Split>;
  /** How many of an audience are interested in each topic, each number behind the guard. */
  strengths(audience: PurposeKey): Promise<readonly TopicStrength[]>;
  /** Those of the groups that people are in whatever they agreed to about interests. */
  openToAll(groups: readonly GroupId[]): Promise<ReadonlySet<GroupId>>;
  /** For delivery: the first of the groups that fits wins; a group that may not be counted fits nobody (SEG-2). */
  resolve(mailing: MailingId, groups: readonly GroupId[], audience: PurposeKey): Promise<GroupOf>;
  /** For delivery, at the hand-over: who is still in their group by consents and signals of this moment (CON-12). */
  confirm(mailing: MailingId, groups: readonly GroupId[]): Promise<StillIn>;
  /** Takes a cut of now, besides the one of the day: for demonstrations and tests, where people appear all at once. */
  takeCut(): Promise<void>;
  /** The daily job: takes the day's cut, or goes on with one that was left. */
  takeDailyCut(): Promise<void>;
  /** Whether a count would be answered at once; where it would not, a cut is begun that goes on by itself. */
  prepare(audience: PurposeKey): Promise<boolean>;
  /** How far the cut is that is being taken. */
  progress(): Promise<CutProgress>;
  /** Ends the cut that is being taken and deletes what there is of it: that day only a question begins another. */
  stopCut(): Promise<void>;
  /** Stops a cut that is being taken within seconds; it is gone on with at the next start. */
  stop(): void;
  /** Deletes the link from the cuts to a person in the transaction of the decision (CON-12). */
  readonly follower: DecisionFollower;
  /** The rule as a sentence. */
  describe(rule: Rule, language: Language): Promise<string>;
  readonly routes: Router;
  readonly holder: PersonalDataHolder;
}

/** What the files of this room work with. */
export interface GroupsRoom extends GroupsDeps {
  readonly store: GroupsStore;
  readonly cuts: CutStore;
  readonly bitmaps: LoadBitmaps;
  readonly asked: AskedOf;
  readonly members: KeepMembers;
  /** The cut that this process takes behind a request. */
  taking: Promise<void> | null;
  /** Set once, when the program stops. */
  stopping: boolean;
}
