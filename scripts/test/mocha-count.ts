// Reads from mocha's JSON report how many tests passed and failed.
import { readFile } from 'node:fs/promises';

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** The counts of a run; one failure more if it crashed, or found nothing to test. */
export async function readCount(report: string, succeeded: boolean): Promise<Count> {
  const { passes, failures } = await readStats(report);
  const unexplained = failures === 0 && (!succeeded || passes === 0);
  return { passed: passes, failed: unexplained ? 1 : failures };
}

async function readStats(report: string): Promise<{ passes: number; failures: number }> {
  try {
    const { stats } = JSON.parse(await readFile(report, 'utf8')) as {
      stats: { passes: number; failures: number };
    };
    return stats;
  } catch {
    return { passes: 0, failures: 0 };
  }
}
