/** The overview's numbers: how many subscribed by which channel, who waits, and what people agreed to. */
import type { Language } from '../platform/i18n/index.ts';
import { purposeLabels } from '../people/index.ts';
import type { OverviewDeps } from './room.ts';

export interface Bar {
  readonly label: string;
  readonly people: number;
  /** For the drawing, in per cent of everybody we know; a gap of a quarter lies between the two parts. */
  readonly width: number;
  readonly restFrom: number;
  readonly restWidth: number;
}

export interface Figures {
  /** Subscriptions, so that somebody with two newsletters counts twice. */
  readonly byEmail: number;
  readonly byPost: number;
  readonly waiting: number;
  readonly known: number;
  readonly bars: readonly Bar[];
}

/** Counts afresh; none of it tells of a group smaller than a purpose. */
export async function readFigures(room: OverviewDeps, language: Language): Promise<Figures> {
  const [agreed, purposes, labels, waiting, known] = await Promise.all([
    room.consent.countAgreed(),
    room.consent.purposes(),
    purposeLabels(room, language),
    room.preferences.countWaiting(),
    room.subscribers.count(),
  ]);
  const peopleOf = (key: string) => agreed.get(key) ?? 0;
  const by = (wanted: 'email' | 'post') =>
    purposes
      .filter(({ channel, newsletter }) => channel === wanted && newsletter !== null)
      .reduce((sum, { key }) => sum + peopleOf(key), 0);
  return {
    byEmail: by('email'),
    byPost: by('post'),
    waiting,
    known,
    bars: [...labels].map(([key, label]) => asBar(label, peopleOf(key), known)),
  };
}

function asBar(label: string, people: number, known: number): Bar {
  const width = known === 0 ? 0 : Math.min(100, (100 * people) / known);
  const restFrom = Math.min(100, width + (width > 0 ? 0.25 : 0));
  return { label, people, width, restFrom, restWidth: 100 - restFrom };
}
