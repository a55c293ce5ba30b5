/** Settles what a lost worker left of a batch, and shuts that worker out should it live (DEL-2, DEL-3). */
import type { Known } from '../hand-overs/read-hand-over-file.ts';
import { nextRecipient, type RecipientEvent } from '../recipients/recipient-state.ts';
import { noteOutcomes } from '../refusals/note-answers.ts';
import type { Room } from '../room.ts';
import type { Claim } from './batches-store.ts';
import type { Outcome } from './hand-over.ts';

/** Rows that never began are sent after all, answers that were noted count, and of the others nobody knows. */
export async function settleLost(room: Room, { batch, formerFile }: Claim): Promise<void> {
  const { batchRows, handOvers, clock } = room;
  // In this order: a former worker that still lives can mark no further row once the lost ones are read.
  await batchRows.raiseFence(batch);
  const lost = await batchRows.lost(batch);
  const files = new Set(lost.map(({ window }) => fileOf(window)));
  const known = new Map([...files].map((file) => [file, handOvers.sealAndRead(file)]));
  const people = await room.subscribers.findMany(lost.map(({ subscriber }) => subscriber));
  const outcomes = lost.map((before): Outcome => {
    const { window, place } = before;
    const event = eventOf(known.get(fileOf(window))!({ window: numberOf(window), place }));
    const change = nextRecipient(before, event, clock(), room.random)!;
    return { before, change, email: people.get(before.subscriber)?.email };
  });
  await batchRows.record(batch, outcomes);
  await noteOutcomes(room, batch.mailing, outcomes);
  for (const file of formerFile ? files.add(formerFile) : files) handOvers.remove(file);
  const uncertain = outcomes.filter(({ change }) => change.state === 'uncertain').length;
  if (uncertain > 0)
    room.log.warn({ mailing: batch.mailing, rows: uncertain }, 'rows are uncertain: a worker was lost');
}

/** How a window is named in its rows: its hand-over file and its number there. */
export function nameOfWindow(file: string, number: number): string {
  return `${file}.${number}`;
}

function fileOf(window: string): string {
  return window.slice(0, window.indexOf('.'));
}

function numberOf(window: string): number {
  return Number(window.slice(window.indexOf('.') + 1));
}

function eventOf(known: Known): RecipientEvent {
  if (known === 'not begun') return { kind: 'not begun' };
  return known === 'unknown' ? { kind: 'lost' } : { kind: 'answer', result: known };
}
