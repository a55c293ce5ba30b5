/** Hands over a single mail, such as a confirmation: by whichever server takes it, whatever the rates and hours of mailings. */
import type { ComposedMail, SendResult } from '../../../platform/mail/index.ts';
import { noteServer } from './note-server.ts';
import type { PaceRoom } from '../pace-room.ts';
import { shareOut } from './share-out.ts';
import { usedServers } from './usable-servers.ts';

/** Sends by the server of that name. */
export interface ByServer {
  send(mail: ComposedMail, mayLeave: (() => boolean) | undefined, server: string): Promise<SendResult>;
}

/** Tries one server after the other until it has left, or may have: those that rest last. */
export async function sendSingle(
  room: PaceRoom,
  mailer: ByServer,
  mail: ComposedMail,
  mayLeave?: () => boolean,
): Promise<SendResult> {
  let result: SendResult = { kind: 'unreachable', reply: '' };
  // Whatever the database says, the mail leaves once, and what became of it is told.
  for (const server of await inOrder(room).catch(() => room.servers)) {
    result = await mailer.send(mail, mayLeave, server);
    await noteServer(room, server, result).catch((err: unknown) =>
      room.log.error({ err, server }, 'what a mail server answered cannot be noted'),
    );
    // Only a mail that has certainly not left goes to the next one.
    if (result.kind !== 'unreachable') return result;
  }
  return result;
}

async function inOrder(room: PaceRoom): Promise<readonly string[]> {
  const used = usedServers(room, await room.settings());
  if (used.size <= 1) return [...used.keys()];
  const now = room.clock();
  const resting = (await room.resting()).filter(({ until }) => until > now).map(({ server }) => server);
  const awake = [...used].filter(([name]) => !resting.includes(name));
  const [first] = [...shareOut(1, new Map(awake), room.random)].find(([, mails]) => mails === 1) ?? [];
  const others = [...used.keys()].filter((name) => name !== first && !resting.includes(name));
  return [...(first ? [first] : []), ...others, ...resting.filter((name) => used.has(name))];
}
