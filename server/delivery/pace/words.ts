/** How fast, by which servers and when mailings go out, as staff set it; by itself nothing is limited. */
import { usualConnections } from '../../platform/mail/index.ts';

/** Mails a second; null is as fast as it goes. */
export type PerSecond = number | null;

/** Kept for as long as staff want it: a server that nobody knows gets a number of mails a day that grows. */
export interface WarmUp {
  /** The first day, as counted in Amsterdam: '2026-11-23'. */
  readonly startsOn: string;
  /** How many on the first day. */
  readonly first: number;
  /** How much more on each day after it, in per cent. */
  readonly growth: number;
  /** It does not grow beyond so many. */
  readonly upTo: number;
}

export interface ServerSettings {
  /** Host and port, as rows name it. */
  readonly name: string;
  /** Its share of the mails beside the others' weights; 0 is not used. */
  readonly weight: number;
  readonly perSecond: PerSecond;
  /** How many connections at once a process opens to it. */
  readonly connections: number;
  readonly warmUp: WarmUp | null;
}

export interface DomainRate {
  readonly domain: string;
  readonly perSecond: number;
}

/** Every day, in Amsterdam's time ('22:00'), newsletters wait; also where `to` is the next morning. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

export interface Rates {
  /** All mailings together. */
  readonly installation: PerSecond;
  /** Each recipient domain that has no rate of its own. */
  readonly domain: PerSecond;
  readonly domains: readonly DomainRate[];
  readonly quiet: QuietHours | null;
}

export interface PaceSettings extends Rates {
  /** Those that staff have changed. */
  readonly servers: readonly ServerSettings[];
}

export const usualPace: PaceSettings = {
  installation: null,
  domain: null,
  domains: [],
  quiet: null,
  servers: [],
};

/** What is set for the server; nothing special where nobody has changed it. */
export function settingsOf({ servers }: Pick<PaceSettings, 'servers'>, name: string): ServerSettings {
  const usual = { name, weight: 1, perSecond: null, connections: usualConnections, warmUp: null };
  return servers.find((server) => server.name === name) ?? usual;
}
