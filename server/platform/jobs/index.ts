/** Work that repeats in the background: one run at a time, errors logged, and an orderly stop. */
import type { Log } from '../log/index.ts';

export interface Jobs {
  /** Runs `work` again and again, `everyMs` after the last run ended; `work` answers whether there is more at once. */
  every(name: string, everyMs: number, work: () => Promise<boolean | void>): void;
  /** Runs everything that waits, once, now (for tests and scripts). */
  runAll(): Promise<void>;
  /** Starts nothing new and waits for what runs. */
  stop(): Promise<void>;
}

interface Job {
  readonly name: string;
  readonly everyMs: number;
  readonly work: () => Promise<boolean | void>;
  running: Promise<boolean> | null;
  timer: NodeJS.Timeout | null;
}

/** Opens the round of jobs; with `automatic: false` they run only when `runAll` is called. */
export function openJobs(log: Log, options: { automatic: boolean }): Jobs {
  const jobs: Job[] = [];
  let stopped = false;

  const run = (job: Job): Promise<boolean> => {
    job.running ??= job
      .work()
      .then((more) => more === true)
      .catch((err: unknown) => {
        log.error({ err, job: job.name }, 'a job failed and is tried again');
        return false;
      })
      .finally(() => (job.running = null));
    return job.running;
  };
  const plan = (job: Job, waitMs: number): void => {
    if (stopped || !options.automatic) return;
    job.timer = setTimeout(() => void run(job).then((more) => plan(job, more ? 0 : job.everyMs)), waitMs);
  };

  return {
    every: (name, everyMs, work) => {
      const job: Job = { name, everyMs, work, running: null, timer: null };
      jobs.push(job);
      plan(job, Math.min(everyMs, 50));
    },
    runAll: async () => {
      // Round and round, until each has found nothing since the last one that found something.
      let idle = 0;
      for (let turn = 0; idle < jobs.length && !stopped; turn += 1) {
        idle = (await run(jobs[turn % jobs.length]!)) ? 0 : idle + 1;
      }
    },
    stop: async () => {
      stopped = true;
      for (const job of jobs) if (job.timer) clearTimeout(job.timer);
      await Promise.all(jobs.map((job) => job.running));
    },
  };
}
