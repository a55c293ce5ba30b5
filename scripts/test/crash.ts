/**
 * Sends mailings while workers are killed and stand still, lines break, and the database is killed, and counts who got a
 * mail twice or was lost. The last line is JSON; the exit code is not 0 where somebody was, or where a kill left more
 * in doubt than the mails on open lines. `--rounds N` sets how many mailings there are (8).
 */
import { parseArgs } from 'node:util';
import { type Kind, kinds } from './crash/make-trouble.ts';
import { runRounds } from './crash/run-rounds.ts';
import { startKillableDatabase } from './crash/killable-database.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '8' } } });
// It takes seconds until a killed database runs again: one round in eight.
const kindOf = (round: number): Kind => (round % 8 === 7 ? 'database' : kinds[round % 3]!);

const database = await startKillableDatabase();
try {
  const { endedInMs, tooUncertain, ...counts } = await runRounds({
    uri: database.uri,
    rounds: Array.from({ length: Number(values.rounds) }, (_, round) => kindOf(round)),
    people: 300,
    killDatabase: database.killAndStart,
    report: (kind, judged, kills) => console.log(`${kind}: ${JSON.stringify({ kills, ...judged })}`),
  });
  console.log(`the workers ended in ${(endedInMs / 1000).toFixed(1)} s`);
  console.log(JSON.stringify(counts));
  process.exitCode = counts.sentTwice + counts.lost > 0 || tooUncertain ? 1 : 0;
} finally {
  await database.stop();
}
