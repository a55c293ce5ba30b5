/** Runs rounds of a crash test: a mailing each, sent by several workers under one kind of trouble, and judged. */
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Mailing, RecipientState } from '../../../server/delivery/index.ts';
import type { Db } from '../../../server/platform/db/index.ts';
import { type MailingId, newId, type SubscriberId } from '../../../server/platform/ids/index.ts';
import { judge, type Judged } from './judge.ts';
import type { Recorded } from './mail-server.ts';
import { finish } from './finish.ts';
import { type Kind, makeTrouble } from './make-trouble.ts';
import { mostConnections, openWorker, peopleOf, type PersonRow } from './open-worker.ts';
import { startMailServers, startWorkers } from './processes.ts';
import type { Stage } from './stage.ts';

export interface CrashOptions {
  /** Without the name of a database. */
  readonly uri: string;
  readonly rounds: readonly Kind[];
  /** People in each mailing. */
  readonly people: number;
  /** Kills the database hard, and resolves when it runs again. */
  readonly killDatabase: () => Promise<void>;
  /** Told after each round. */
  readonly report: (kind: Kind, judged: Judged, kills: number) => void;
}

export interface CrashResult {
  readonly rounds: number;
  readonly accepted: number;
  readonly sentTwice: number;
  readonly lost: number;
  readonly uncertain: number;
  /** In rounds in which workers were only killed, and not by lines that the server cut. */
  readonly uncertainPerKill: number;
  /** Whether some of these rounds had more than one uncertain mail for each connection of each killed worker. */
  readonly tooUncertain: boolean;
  /** How long the workers took to end in an orderly way, at the end. */
  readonly endedInMs: number;
}

/** Runs them one after the other; the same workers and servers go through all of them. */
export async function runRounds(options: CrashOptions): Promise<CrashResult> {
  const dir = await mkdtemp(join(tmpdir(), 'voorkeur-crash-'));
  const record = join(dir, 'mails.jsonl');
  const servers = await startMailServers(record);
  const uri = new URL(options.uri);
  uri.pathname = `/crash-${newId()}`;
  const worker = { uri: uri.toString(), smtpUrls: servers.smtpUrls, handOverDir: join(dir, 'hand-overs') };
  const { db, delivery } = await openWorker(worker);
  const workers = startWorkers(3, worker);
  const results: { readonly kills: number; readonly kind: Kind; readonly judged: Judged }[] = [];
  let endedInMs = 0;
  try {
    for (const kind of options.rounds) {
      const stage = { db, delivery, servers, workers, record };
      const { kills, judged } = await runRound(stage, kind, options);
      results.push({ kind, kills, judged });
      options.report(kind, judged, kills);
    }
  } finally {
    endedInMs = await workers.end();
    servers.end();
    await db.connection.dropDatabase();
    await db.close();
    await rm(dir, { recursive: true, force: true });
  }
  const sum = (of: (judged: Judged) => number) =>
    results.reduce((total, { judged }) => total + of(judged), 0);
  const killed = results.filter(({ kind, kills }) => kind === 'kill' && kills > 0);
  const kills = killed.reduce((total, one) => total + one.kills, 0);
  const byKills = killed.reduce((total, { judged }) => total + judged.uncertainByWorkers, 0);
  return {
    rounds: results.length,
    accepted: sum((judged) => judged.accepted),
    sentTwice: sum((judged) => judged.sentTwice),
    lost: sum((judged) => judged.lost),
    uncertain: sum((judged) => judged.uncertain),
    uncertainPerKill: kills === 0 ? 0 : Math.round((byKills / kills) * 100) / 100,
    tooUncertain: killed.some((one) => one.judged.uncertainByWorkers > one.kills * mostConnections),
    endedInMs: Math.round(endedInMs),
  };
}

async function runRound(
  stage: Stage,
  kind: Kind,
  options: CrashOptions,
): Promise<{ kills: number; judged: Judged }> {
  const { db, delivery, servers, workers } = stage;
  const mailing: Mailing = {
    id: newId(),
    kind: 'crash',
    purpose: 'newsletter.crash.email',
    newsletter: null,
  };
  const people = peopleOf(db);
  await people.insertMany(Array.from({ length: options.people }, () => aPerson(mailing.id)));
  while (workers.ready() < 2) await sleep(20);
  // One that rested in the round before is tried again.
  await delivery.pace.tryAll();
  await servers.calm(false);
  await delivery.start(mailing, new Date());
  const kills = await makeTrouble(stage, kind, mailing.id, options.killDatabase);
  await servers.calm(true);
  const isFinished = await finish(stage, mailing.id);
  // A worker that was killed may have left a mail that the server is slow with.
  await sleep(700);
  const everybody = await people.find({ mailing: mailing.id }).toArray();
  const recorded = (await readRecord(stage.record)).filter(({ to }) => to.includes(mailing.id));
  const judged = judge(everybody, await statesOf(db, mailing.id, everybody), recorded);
  return { kills, judged: isFinished ? judged : { ...judged, lost: Math.max(judged.lost, 1) } };
}

async function statesOf(
  db: Db,
  mailing: MailingId,
  people: readonly PersonRow[],
): Promise<Map<string, RecipientState>> {
  const emails = new Map(people.map(({ _id, email }) => [_id, email]));
  const rows = await db.connection
    .collection('recipients')
    .find<{ _id: { s: SubscriberId }; state: RecipientState }>({ '_id.m': mailing as never })
    .toArray();
  return new Map(rows.map(({ _id, state }) => [emails.get(_id.s)!, state]));
}

async function readRecord(path: string): Promise<Recorded[]> {
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Recorded);
}

function aPerson(mailing: MailingId): PersonRow {
  const _id = newId<SubscriberId>();
  return { _id, mailing, email: `${_id}@${mailing}.example.com`, left: false };
}
