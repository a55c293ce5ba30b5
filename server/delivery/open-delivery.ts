/** Puts the room together. */
import { SECOND_MS } from '../platform/clock/index.ts';
import type { PersonalDataHolder } from '../platform/db/index.ts';
import type { MailingId, SubscriberId } from '../platform/ids/index.ts';
import { openBatchRowsStore } from './recipients/batch-rows-store.ts';
import { openBatchesStore } from './batches/batches-store.ts';
import { finishMailings } from './mailings/finish-mailings.ts';
import { forgetOld } from './mailings/forget-old.ts';
import { freezeNext } from './freeze/freeze-audience.ts';
import { lastNewsletters } from './recipients/last-newsletters.ts';
import { openFiguresStore } from './figures/figures-store.ts';
import { type ProviderAnswers, readProviders } from './figures/read-providers.ts';
import { readFigures } from './figures/read-figures.ts';
import { forgetFiles } from './hand-overs/forget-files.ts';
import { openHandOverFolder } from './hand-overs/hand-over-folder.ts';
import { openMailingsStore } from './mailings/mailings-store.ts';
import { openPace, type Pace } from './pace/open-pace.ts';
import { changeRates } from './mailings/change-rates.ts';
import { readWaiting, type WaitingMailing } from './mailings/read-waiting.ts';
import { readProgress } from './mailings/read-progress.ts';
import { openRecipientRows } from './recipients/recipient-rows-store.ts';
import { openRecipientsStore } from './recipients/recipients-store.ts';
import { readAlerts } from './refusals/read-alerts.ts';
import { type AnsweredMail, noteAnswer } from './refusals/note-answers.ts';
import { openListedRowsStore } from './recipients/listed-rows-store.ts';
import { sendAgain } from './refusals/send-again.ts';
import { openUncertainRowsStore } from './refusals/uncertain-rows-store.ts';
import { openRefusalCountsStore } from './refusals/refusal-counts-store.ts';
import type { Rates } from './pace/words.ts';
import type { DeliveryDeps, Room, Sizes } from './room.ts';
import { openPatience } from './batches/patience.ts';
import { usualLeaseMs } from './batches/leases.ts';
import { sendSome } from './batches/send-some.ts';
import { cancelMailing, pauseMailing, resumeMailing, startMailing } from './mailings/start-mailing.ts';
import type {
  Actor,
  Alert,
  Mailing,
  MailingFigures,
  MailToPerson,
  Outcome,
  Progress,
  RecipientRow,
  StaffMember,
  Steered,
} from './words.ts';

export interface Delivery {
  /** Freezes and sends from `startsAt` on; Conflict where From and DKIM do not agree (MAIL-12). */
  start(mailing: Mailing, startsAt: Date): Promise<void>;
  /** Whether it was ever started. */
  knows(id: MailingId): Promise<boolean>;
  /**
   * Stops it for good; true when nobody got it, also where it was never started. Asked again it answers the same.
   * Conflict when it is finished.
   */
  cancel(id: MailingId, by: Actor): Promise<boolean>;
  /** Stops it for now, within a window of 200 mails. Conflict when it is not under way. */
  pause(id: MailingId, by: Actor): Promise<void>;
  resume(id: MailingId, by: Actor): Promise<void>;
  /** The recipients with this outcome, fifty a page, the first page is 1; for roles that may see people, each look logged. */
  rows(
    id: MailingId,
    outcome: Outcome,
    page: number,
  ): Promise<{ readonly rows: readonly RecipientRow[]; readonly more: boolean }>;
  /** The same without pages, for a file. */
  allRows(id: MailingId, outcome: Outcome): AsyncIterable<RecipientRow>;
  /**
   * Has those of these people, or all, of whom it is uncertain whether they got it wait for their turn again; how many
   * they are. Conflict where nobody is, or where it was cancelled.
   */
  sendAgain(id: MailingId, whose: readonly SubscriberId[] | 'all', by: StaffMember): Promise<number>;
  /** Every pause, resumption, cancelling and sending again, with when and by whom, the first one first. */
  events(id: MailingId): Promise<readonly Steered[]>;
  /** What staff should look at now. */
  alerts(): Promise<readonly Alert[]>;
  progress(id: MailingId): Promise<Progress | null>;
  /** The figures for its report; null for a mailing that was never started. */
  figures(id: MailingId): Promise<MailingFigures | null>;
  /** Notes what a server said of a mail to the person that another room sent, or a bounce message reported (MAIL-9). */
  noteAnswer(mail: AnsweredMail): Promise<void>;
  /** Every mailing the person was in the audience of. */
  mailsTo(subscriber: SubscriberId): Promise<readonly MailToPerson[]>;
  /** One round of freezing, for a job of its own, as an audience may wait for its groups; true when there may be more. */
  freeze(): Promise<boolean>;
  /** One round of sending: what is due of some batches; true when there may be more. */
  work(): Promise<boolean>;
  /** Removes old hand-over files, and rows of mailings that ended 24 months ago, some at a time; true when there may be more. */
  forgetOld(): Promise<boolean>;
  /** Begins nothing new, lets mails under way get their answer, for seven seconds, and writes it down. */
  stop(): Promise<void>;
  /** What waits to be sent and why, the mailing that began last first. */
  waiting(): Promise<readonly WaitingMailing[]>;
  /** What providers answered to the mailings of the last 30 days; the guard hides what is below k. */
  providers(k: number): Promise<readonly ProviderAnswers[]>;
  /** Changes rates and quiet hours; they hold within two seconds, also for who was told to come back later. */
  changeRates(rates: Rates): Promise<void>;
  /** How fast, by which servers and when mails leave. */
  readonly pace: Pace;
  readonly holder: PersonalDataHolder;
}

/** A window is few enough for one question, and for what is in doubt where the hand-over file is lost. */
const usualSizes: Sizes = { chunk: 1000, batch: 1000, window: 200, batchesAtOnce: 4 };

/** Whoever ends the program gives it ten seconds as a rule; the rest is for writing down what is known. */
const patienceMs = 7 * SECOND_MS;

/** Opens the room. */
export function openDelivery(deps: DeliveryDeps): Delivery {
  const room = openRoom(deps);
  const { mailings, batches, recipients, refusalCounts } = room;
  const mailsTo = async (subscriber: SubscriberId) =>
    recipients.mailsTo(subscriber, await mailings.withRows());
  const rounds = new Set<Promise<boolean>>();
  const inRounds = (work: (room: Room) => Promise<boolean>) => () => {
    const round = (room.stopping ? Promise.resolve(false) : work(room)).finally(() => rounds.delete(round));
    rounds.add(round);
    return round;
  };
  return {
    start: (mailing, startsAt) => startMailing(room, mailing, startsAt),
    knows: mailings.exists,
    cancel: (id, by) => cancelMailing(room, id, by),
    pause: (id, by) => pauseMailing(room, id, by),
    resume: (id, by) => resumeMailing(room, id, by),
    rows: room.listedRows.page,
    allRows: room.listedRows.all,
    sendAgain: (id, whose, by) => sendAgain(room, id, whose, by),
    events: async (id) => (await mailings.find(id))?.steered ?? [],
    alerts: () => readAlerts(room),
    progress: (id) => readProgress(room, id),
    figures: (id) => readFigures(room, id),
    noteAnswer: (mail) => noteAnswer(room, mail),
    mailsTo,
    freeze: inRounds(freezeNext),
    work: inRounds(sendAndFinish),
    forgetOld: async () => {
      await Promise.all([forgetFiles(room), room.pace.forgetOld()]);
      return forgetOld(room);
    },
    stop: async () => {
      room.stopping = true;
      const timer = setTimeout(room.patience.end, patienceMs);
      await Promise.allSettled(rounds);
      clearTimeout(timer);
    },
    waiting: () => readWaiting(room),
    providers: (k) => readProviders(room, k),
    changeRates: (rates) => changeRates(room, rates),
    pace: room.pace,
    holder: {
      room: 'delivery',
      collections: [recipients.collection, refusalCounts.collection],
      freeOfPersonalData: [mailings.collection, batches.collection, ...room.pace.collections],
      export: async (subscriber) => ({
        mails: await mailsTo(subscriber),
        refused: await refusalCounts.of(subscriber),
      }),
      erase: async (subscriber, tx) => {
        await recipients.erase(subscriber, await mailings.withRows(tx), tx);
        await refusalCounts.remove([subscriber], tx);
      },
    },
  };
}

function openRoom(deps: DeliveryDeps): Room {
  const rows = openRecipientRows(deps.db);
  const leaseMs = deps.leaseMs ?? usualLeaseMs;
  const [mailings, recipients] = [openMailingsStore(deps.db, leaseMs), openRecipientsStore(rows)];
  const random = deps.random ?? Math.random;
  return {
    sizes: usualSizes,
    ...deps,
    random,
    leaseMs,
    pace: openPace({ ...deps, random, servers: deps.mailer.names }),
    mailings,
    batches: openBatchesStore(deps.db, leaseMs),
    handOvers: openHandOverFolder(deps.handOverDir),
    recipients,
    lastNewsletters: lastNewsletters(recipients, mailings),
    batchRows: openBatchRowsStore(rows),
    figures: openFiguresStore(rows),
    listedRows: openListedRowsStore(rows),
    uncertainRows: openUncertainRowsStore(rows),
    refusalCounts: openRefusalCountsStore(deps.db),
    streaks: new Map(),
    counted: new Map(),
    stopping: false,
    patience: openPatience(),
  };
}

async function sendAndFinish(room: Room): Promise<boolean> {
  const sent = await sendSome(room);
  await room.pace.flush();
  await finishMailings(room);
  return sent;
}
