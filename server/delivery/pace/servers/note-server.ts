/** Notes what a server answered: after a few failures in a row it rests, and goes back to work once a mail tells that it works. */
import { SECOND_MS } from '../../../platform/clock/index.ts';
import type { SendResult } from '../../../platform/mail/index.ts';
import type { Trouble } from '../../refusals/trouble.ts';
import type { PaceRoom } from '../pace-room.ts';
import { afterServerAnswer, isAboutServer, noServerStreak, type RestsBecause } from './server-health.ts';
import { allRest, usedServers } from './usable-servers.ts';

/** How long a process passes over a server after a failure, while another one works. */
const doubtMs = 10 * SECOND_MS;

const troubles: Readonly<Record<RestsBecause, Trouble>> = {
  ...{ lines: 'unreachable', login: 'login', sender: 'sender' },
};

/** 'not its business' where the mailing pauses for what a server says: there is only one. */
export type ServersSay = 'not its business' | 'goes on' | Trouble;

/** Of an answer about the server and not about a recipient: whether mailings go on by other servers, or why none does. */
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
  const all = await allRest(room, settings);
  return all ? troubles[all.because] : 'goes on';
}

async function noteThatItWorks(room: PaceRoom, server: string): Promise<void> {
  room.doubts.delete(server);
  if (!(await room.resting()).some((rest) => rest.server === server)) return;
  room.log.warn({ server }, 'a mail server works again');
  await room.rests.works(server);
  room.resting.forget();
}
