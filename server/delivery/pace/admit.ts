/** Says which mails of a window may leave now and by which server, which come back later, and until when nothing leaves. */
import { createHash } from 'node:crypto';
import { plus } from '../../platform/clock/index.ts';
import { domainOf } from '../../platform/mail/index.ts';
import type { Mailing } from '../words.ts';
import { type Ask, comeBackAt, fillsInMs } from './ask-bucket.ts';
import { type Closed, type PaceRoom, soonest } from './pace-room.ts';
import { quietUntil } from './quiet-hours.ts';
import { giveBack, shareServers } from './servers/share-servers.ts';
import type { PaceSettings } from './words.ts';

/** A mail that waits for its turn. */
export interface Addressed {
  readonly email: string;
}

export interface Admitted<Mail> {
  readonly go: readonly { readonly mail: Mail; readonly server: string }[];
  /** Those whose domain gets no more just now. */
  readonly later: readonly { readonly mail: Mail; readonly until: Date }[];
  /** Until when all others wait, and why; null where there are none. */
  readonly closed: Closed | null;
}

const installationKey = 'installation';

/** Asked once a window; where nothing is limited and there is one server it asks the database nothing. */
export async function admit<Mail extends Addressed>(
  room: PaceRoom,
  { purpose }: Pick<Mailing, 'purpose'>,
  mails: readonly Mail[],
): Promise<Admitted<Mail>> {
  const settings = await room.settings();
  const quiet = purpose === null ? null : quietUntil(room.clock(), settings.quiet);
  if (quiet) return { go: [], later: [], closed: { why: 'quiet', until: quiet } };
  const ofAll = await takeOfInstallation(room, settings, mails.length);
  const shared = await shareServers(room, settings, ofAll.taken);
  const { go, later } = await byDomain(room, settings, mails.slice(0, shared.names.length));
  await giveBack(room, settings, shared.names.slice(go.length));
  const unused = settings.installation === null ? 0 : ofAll.taken - go.length;
  await room.buckets.give(new Map([[installationKey, unused]]));
  return {
    go: go.map((mail, index) => ({ mail, server: shared.names[index]! })),
    later,
    closed: soonest([ofAll.closed, shared.closed].filter((one) => one !== null)),
  };
}

async function takeOfInstallation(
  { buckets, clock }: PaceRoom,
  { installation: perSecond }: PaceSettings,
  wanted: number,
): Promise<{ readonly taken: number; readonly closed: Closed | null }> {
  if (perSecond === null || wanted === 0) return { taken: wanted, closed: null };
  const now = clock();
  const given = await buckets.take([{ key: installationKey, wanted, fills: { perSecond } }], now);
  const { taken } = given.get(installationKey)!;
  const until = plus(now, fillsInMs(wanted - taken, perSecond));
  return { taken, closed: taken < wanted ? { why: 'rate', until } : null };
}

/** Mails to a domain that gets no more come back when it will; those to other domains go on. */
async function byDomain<Mail extends Addressed>(
  { buckets, clock, random }: PaceRoom,
  settings: PaceSettings,
  mails: readonly Mail[],
): Promise<Pick<Admitted<Mail>, 'later'> & { readonly go: readonly Mail[] }> {
  if (settings.domain === null && settings.domains.length === 0) return { go: mails, later: [] };
  const now = clock();
  const groups = new Map<string, Mail[]>();
  for (const mail of mails) {
    const domain = domainOf(mail.email);
    groups.set(domain, [...(groups.get(domain) ?? []), mail]);
  }
  const limited = [...groups].flatMap(([domain, all]) => {
    const perSecond = rateOf(settings, domain);
    return perSecond === null ? [] : [{ key: keyOf(domain), perSecond, mails: all }];
  });
  const asks = limited.map(({ key, perSecond, mails: { length } }): Ask => ({
    ...{ key, wanted: length, fills: { perSecond } },
  }));
  const given = await buckets.take(asks, now);
  const later = limited.flatMap(({ key, perSecond, mails: all }) => {
    const { taken, booked } = given.get(key)!;
    const times = comeBackAt({ booked, missing: all.length - taken, perSecond }, now, random);
    return all.slice(taken).map((mail, index) => ({ mail, until: times[index]! }));
  });
  const waiting = new Set(later.map(({ mail }) => mail));
  return { go: mails.filter((mail) => !waiting.has(mail)), later };
}

function rateOf({ domain: usual, domains }: PaceSettings, domain: string) {
  return domains.find((one) => one.domain === domain)?.perSecond ?? usual;
}

/** A rare domain may name a person, so that none is written down. */
function keyOf(domain: string): string {
  return `domain ${createHash('sha256').update(domain).digest('base64url')}`;
}
