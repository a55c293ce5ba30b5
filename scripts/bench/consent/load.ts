/** The visitors of a bench, in a process of their own: asks each path once, over fifty connections. */
import autocannon from 'autocannon';

export interface Load {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly body?: string;
  readonly paths: readonly string[];
}

export interface LoadResult {
  readonly perS: number;
  readonly p99Ms: number;
  /** Answers other than 200, errors and time-outs included. */
  readonly failed: number;
}

const connections = 50;

process.on('message', (load: Load) => {
  void run(load).then((result) => process.send!(result));
});

async function run({ url, method, body, paths }: Load): Promise<LoadResult> {
  let next = 0;
  const options: autocannon.Options = {
    url,
    connections,
    amount: paths.length,
    requests: [
      {
        method,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        ...(body ? { body } : {}),
        setupRequest: (request) => ({ ...request, path: paths[next++ % paths.length]! }),
      },
    ],
  };
  const began = performance.now();
  let ended = began;
  const { latency, non2xx, errors, timeouts } = await new Promise<autocannon.Result>((resolve, reject) => {
    const running = autocannon(options, (error: unknown, result) => {
      if (error) reject(error as Error);
      else resolve(result);
    });
    // It reports on its next full second only.
    running.on('response', () => (ended = performance.now()));
  });
  const seconds = (ended - began) / 1000;
  return { perS: paths.length / seconds, p99Ms: latency.p99, failed: non2xx + errors + timeouts };
}
