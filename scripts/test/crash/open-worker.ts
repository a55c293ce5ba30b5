/** Delivery as a worker has it, with people and their opt-outs in a collection of this test's own. */
import { openDelivery, type Delivery, type MailingSource } from '../../../server/delivery/index.ts';
import { systemClock, systemStopwatch } from '../../../server/platform/clock/index.ts';
import { type Db, openDb } from '../../../server/platform/db/index.ts';
import type { SubscriberId } from '../../../server/platform/ids/index.ts';
import { openLog } from '../../../server/platform/log/index.ts';
import { openServers } from '../../../server/platform/mail/index.ts';
import type { Subscriber } from '../../../server/subscribers/index.ts';

export interface WorkerOptions {
  readonly uri: string;
  readonly smtpUrls: readonly string[];
  readonly handOverDir: string;
}

/** A person of one mailing. */
export interface PersonRow {
  readonly _id: SubscriberId;
  readonly mailing: string;
  readonly email: string;
  readonly left: boolean;
}

/** Short, so that a worker that stands still loses its batch soon. */
export const leaseMs = 2500;
/** As many as the mailer opens to both servers. */
export const mostConnections = 10;
/** Small, so that a few hundred people are many of each. */
const sizes = { chunk: 60, batch: 30, window: 10, batchesAtOnce: 3 };

/** The people of all rounds. */
export function peopleOf(db: Db) {
  return db.connection.collection<PersonRow>('crash_people');
}

/** Opens the database and the room. */
export async function openWorker(options: WorkerOptions): Promise<{ db: Db; delivery: Delivery }> {
  const { uri, smtpUrls, handOverDir } = options;
  const db = await openDb(uri);
  const people = peopleOf(db);
  const find = (ids: readonly SubscriberId[]) => people.find({ _id: { $in: [...ids] } }).toArray();
  const delivery = openDelivery({
    ...{ db, handOverDir, leaseMs, sizes, clock: systemClock, stopwatch: systemStopwatch },
    log: openLog('silent'),
    mailer: openServers({
      ...{
        smtpUrls,
        socketTimeoutMs: 5000,
        publicUrl: 'https://shop.example',
        dkim: { by: 'relay' },
      },
      mailFrom: { name: 'Winkel', address: 'nieuws@shop.example' },
    }),
    sources: () => [source(db)],
    subscribers: {
      findMany: async (ids) => new Map((await find(ids)).map((row) => [row._id, asSubscriber(row)])),
    },
    consent: {
      mayReceive: async (ids) =>
        new Map(
          (await find(ids)).map(({ _id, left }) => [
            _id,
            { may: left ? 'no' : 'version', held: null, stands: null },
          ]),
        ),
      countPaused: () => Promise.resolve(0),
      blockedWays: () => Promise.resolve([]),
      suppress: () => Promise.resolve(),
      suppressionHash: (email) => email,
    },
  });
  await db.ready();
  return { db, delivery };
}

function source(db: Db): MailingSource {
  return {
    kind: 'crash',
    audience: async function* ({ id }) {
      for await (const { _id } of peopleOf(db).find({ mailing: id })) yield _id;
    },
    versionOf: () => Promise.resolve(() => Promise.resolve(new Map())),
    openVersions: () => Promise.resolve(new Set()),
    stillFits: () => Promise.resolve((given) => Promise.resolve(new Set(given.keys()))),
    render: (mailing) =>
      Promise.resolve(({ subscriber }) => ({
        to: { address: subscriber.email },
        ...{ subject: mailing.id, text: 'Dag', html: '<p>Dag</p>' },
      })),
    minimumVersion: () => Promise.resolve(0),
    finished: () => Promise.resolve(),
  };
}

function asSubscriber({ _id, email }: PersonRow): Subscriber {
  const at = new Date(0);
  return {
    ...{ id: _id, email, firstName: '', lastName: '', language: 'nl', post: null },
    ...{ createdAt: at, lastActivityAt: at, lastActivity: 'decision' },
  };
}
