/** Takes a picture for a mail: four kinds, told by their first bytes and not by their name, and at most 5 MB (SEC-9). */
import { Readable } from 'node:stream';
import { Invalid } from '../../platform/errors/index.ts';
import type { Files, StoredFile } from '../../platform/files/index.ts';

export const largestPicture = 5 * 1024 * 1024;

const kinds = [
  {
    type: 'image/png',
    starts: (bytes: Buffer) => bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')),
  },
  {
    type: 'image/jpeg',
    starts: (bytes: Buffer) => bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')),
  },
  { type: 'image/gif', starts: (bytes: Buffer) => /^GIF8[79]a/.test(bytes.toString('latin1', 0, 6)) },
  {
    type: 'image/webp',
    starts: (bytes: Buffer) => /^RIFF[\s\S]{4}WEBP/.test(bytes.toString('latin1', 0, 12)),
  },
] as const;

/** The type of the picture, or null when it is none of the four. */
export function pictureType(bytes: Buffer): string | null {
  return kinds.find(({ starts }) => starts(bytes))?.type ?? null;
}

/** Stores it under a fresh id; Invalid when it is no picture. Its name is not kept: names of files tell of people. */
export function storePicture(pictures: Files, bytes: Buffer): Promise<StoredFile> {
  const type = pictureType(bytes);
  if (!type) throw new Invalid({ file: { key: 'campaigns:picture.problem.kind' } });
  return pictures.put(Readable.from([bytes]), { name: 'picture', type });
}
