/** What every file of this room works with. */
import type { Consent } from '../consent/index.ts';
import type { Clock, Stopwatch } from '../platform/clock/index.ts';
import type { Db } from '../platform/db/index.ts';
import type { MailingId } from '../platform/ids/index.ts';
import type { Log } from '../platform/log/index.ts';
import type { Random, Servers } from '../platform/mail/index.ts';
import type { Subscribers } from '../subscribers/index.ts';
import type { BatchRowsStore } from './recipients/batch-rows-store.ts';
import type { BatchesStore } from './batches/batches-store.ts';
import type { FiguresStore } from './figures/figures-store.ts';
import type { Counted } from './figures/sum-figures.ts';
import type { LastNewsletters } from './recipients/last-newsletters.ts';
import type { HandOverFolder } from './hand-overs/hand-over-folder.ts';
import type { MailingState } from './mailings/mailing-state.ts';
import type { MailingsStore } from './mailings/mailings-store.ts';
import type { Pace } from './pace/open-pace.ts';
import type { RecipientsStore } from './recipients/recipients-store.ts';
import type { Streak } from './refusals/trouble.ts';
import type { ListedRowsStore } from './recipients/listed-rows-store.ts';
import type { UncertainRowsStore } from './refusals/uncertain-rows-store.ts';
import type { RefusalCountsStore } from './refusals/refusal-counts-store.ts';
import type { Patience } from './batches/patience.ts';
import type { Mailing, MailingSource } from './words.ts';

/** What rooms.ts hands in; of the rooms below only what is needed. */
export interface DeliveryDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly stopwatch: Stopwatch;
  readonly log: Log;
  readonly consent: Pick<
    Consent,
    'mayReceive' | 'countPaused' | 'blockedWays' | 'suppress' | 'suppressionHash'
  >;
  readonly subscribers: Pick<Subscribers, 'findMany'>;
  readonly mailer: Pick<Servers, 'compose' | 'overLine' | 'alignmentProblem' | 'names'>;
  readonly sources: () => readonly MailingSource[];
  /** A folder on this machine for the files that say which mails began (DEL-2). */
  readonly handOverDir: string;
  /** Other sizes than the usual ones. */
  readonly sizes?: Sizes;
  /** Spreads the tries of mails that were refused for now. */
  readonly random?: Random;
  /** How long a batch or a freeze may be held without a word, other than the usual. */
  readonly leaseMs?: number;
}

/** How many people are worked on together. */
export interface Sizes {
  /** Added together at the freeze, and forgotten at once. */
  readonly chunk: number;
  /** Held by one worker under a lease. */
  readonly batch: number;
  /** Asked about at once, and written down together. */
  readonly window: number;
  /** Batches that one process sends at the same time: while one waits for the database, another has mails on the line. */
  readonly batchesAtOnce: number;
}

export interface Room extends DeliveryDeps {
  readonly mailings: MailingsStore;
  readonly batches: BatchesStore;
  readonly recipients: RecipientsStore;
  readonly batchRows: BatchRowsStore;
  readonly lastNewsletters: LastNewsletters;
  readonly listedRows: ListedRowsStore;
  readonly uncertainRows: UncertainRowsStore;
  readonly refusalCounts: RefusalCountsStore;
  readonly figures: FiguresStore;
  readonly sizes: Sizes;
  readonly random: Random;
  readonly leaseMs: number;
  readonly handOvers: HandOverFolder;
  readonly pace: Pace;
  /** What was counted of mailings under way, for a moment and one state. */
  readonly counted: Map<MailingId, { readonly state: MailingState; readonly read: () => Promise<Counted> }>;
  /** What was answered in a row for a mailing, in this process. */
  readonly streaks: Map<MailingId, Streak>;
  /** Whether the program is ending: nothing new is begun. */
  stopping: boolean;
  /** Over when the program, ending, waits for no answer any longer. */
  readonly patience: Patience;
}

/** The source of the mailing's kind; each kind that is started has one. */
export function sourceOf(room: Room, { kind }: Pick<Mailing, 'kind'>): MailingSource {
  const found = room.sources().find((source) => source.kind === kind);
  if (!found) throw new Error(`No source for mailings of kind ${kind}`);
  return found;
}
