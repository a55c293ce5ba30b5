// Looks after the data folder before a mongod gets it.
import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes the folder if need be; false if it cannot be written. */
export async function makeWritable(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** True if a mongod has used the folder before. */
export function wasUsed(folder: string): Promise<boolean> {
  return access(join(folder, 'mongod.lock')).then(
    () => true,
    () => false,
  );
}
