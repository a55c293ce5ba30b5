/** Pushes a part of a page to whoever watches it, as server-sent events (WHATWG HTML §9.2). */
import { setTimeout as wait } from 'node:timers/promises';
import type { Response } from 'express';

export interface EventStreams {
  /**
   * Asks `next` once a second and sends its answer where that has changed; null ends it with an event 'end'. A stream
   * lasts some minutes: the browser then comes back by itself, and is asked anew who it is.
   */
  open(res: Response, next: () => Promise<string | null>): Promise<void>;
  /** Ends all of them at once: they would keep the program from stopping. */
  stop(): void;
}

const everyMs = 1000;
const lastsMs = 5 * 60_000;
/** How soon the browser comes back after an end. */
const comesBackMs = 3000;
/** Something is sent at least so often, as proxies close what is silent. */
const longestSilenceMs = 15_000;

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // Compression would hold events back, and so would a proxy that buffers.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
  // So that the connection goes with the stream, and does not outlive it.
  Connection: 'close',
};

/** Opens them for one process. */
export function openEventStreams(): EventStreams {
  const watching = new Set<AbortController>();
  return {
    open: async (res, next) => {
      const ending = new AbortController();
      watching.add(ending);
      res.on('close', () => ending.abort());
      res.writeHead(200, headers).write(`retry: ${comesBackMs}\n\n`);
      // Where it cannot be asked, the stream ends and the browser comes back.
      await push(res, next, ending.signal).catch(() => undefined);
      watching.delete(ending);
      res.end();
    },
    stop: () => {
      for (const ending of watching) ending.abort();
    },
  };
}

async function push(res: Response, next: () => Promise<string | null>, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  let sentAt = started;
  let last: string | null = null;
  while (!signal.aborted && performance.now() - started < lastsMs) {
    const answer = await next();
    if (signal.aborted) return;
    if (answer === null) return void res.write('event: end\ndata: end\n\n');
    const isSilent = performance.now() - sentAt > longestSilenceMs;
    // Whoever reads slowly gets the next one that there is room for.
    if (!res.writableNeedDrain && (answer !== last || isSilent)) {
      res.write(answer === last ? ': still here\n\n' : asEvent(answer));
      [last, sentAt] = [answer, performance.now()];
    }
    await wait(everyMs, undefined, { signal });
  }
}

function asEvent(text: string): string {
  return `${text
    .split('\n')
    .map((line) => `data: ${line}\n`)
    .join('')}\n`;
}
