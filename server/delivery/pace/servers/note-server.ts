/** Notes what a server answered: after a few failures in a row it rests, and goes back to work once a mail tells that it works. */
import { SECOND_MS } from '../../../platform/clock/index.ts';
import type { SendResult } from '../../../platform/mail/index.ts';
import type { PaceRoom } from '../pace-room.ts';
import { afterServerAnswer, isAboutServer, noServerStreak } from './server-health.ts';
import { allRest, usedServers } from './usable-servers.ts';

/** How long a process passes over a server after a failure, while another one works. */
const doubtMs = 10 * SECOND_MS;

/** 'not its business' where it says nothing of a server among several; 'none works' where all of them rest by now. */
export type ServersSay = 'not its business' | 'goes on' | 'none works';

/** Of an answer about the server and not about a recipient: whether mailings go on by other servers. */
export async function noteServer(room: PaceRoom, server: string, result: SendResult): Promise<ServersSay> {
  if (room.servers.length <= 1) return 'not its business';
  const settings = await room.settings();
  if (usedServers(room, settings).size <= 1) return 'not its business';
  const { streak, rests } = afterServerAnswer(room.streaks.get(server) ?? noServerStreak, result);
  room.streaks.set(server, streak);
  if (!isAboutServer(result)) {
    await noteThatItWorks(room, server);
    return 'not its business';
  }
  room.doubts.set(server, room.stopwatch() + doubtMs);
  const isBeingTried = (await room.resting()).some((rest) => rest.server === server);
  const because = rests ?? (isBeingTried ? 'lines' : null);
  if (!because) return 'goes on';
  room.log.warn({ server, because }, 'a mail server rests');
  await room.rests.rest(server, because, room.clock());
  room.resting.forget();
  return (await allRest(room, settings)) ? 'none works' : 'goes on';
}

async function noteThatItWorks(room: PaceRoom, server: string): Promise<void> {
  room.doubts.delete(server);
  if (!(await room.resting()).some((rest) => rest.server === server)) return;
  room.log.warn({ server }, 'a mail server works again');
  await room.rests.works(server);
  room.resting.forget();
}
