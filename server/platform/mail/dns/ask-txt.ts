/** Asks the DNS for the texts under a name, and never waits long. */
import { Resolver } from 'node:dns/promises';
import { SECOND_MS } from '../../clock/index.ts';

/** The texts under the name, none where there is nothing; an error where the DNS cannot be asked. */
export type AskTxt = (name: string) => Promise<readonly string[]>;

const patienceMs = 2 * SECOND_MS;
const nothingThere = ['ENODATA', 'ENOTFOUND'];

/** Asks the machine's own name servers, or these. */
export function openTxt(
  options: { readonly servers?: readonly string[]; readonly waitMs?: number } = {},
): AskTxt {
  const { servers, waitMs = patienceMs } = options;
  return async (name) => {
    const resolver = new Resolver({ timeout: waitMs, tries: 1 });
    if (servers) resolver.setServers(servers);
    // Each of several servers would get its own time.
    const timer = setTimeout(() => resolver.cancel(), waitMs);
    try {
      return (await resolver.resolveTxt(name)).map((pieces) => pieces.join(''));
    } catch (error) {
      if (nothingThere.includes((error as NodeJS.ErrnoException).code ?? '')) return [];
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
}
