/** Checks the whole ledger in a process of its own, so that its memory can be told. */
import { readConfig, withDevelopmentDefaults } from '../../../server/platform/config/index.ts';
import { openDb } from '../../../server/platform/db/index.ts';
import { openLedger } from '../../lib/open-ledger.ts';

export interface Verified {
  readonly lines: number;
  readonly findings: number;
  readonly seconds: number;
  readonly peakMb: number;
}

interface Where {
  readonly uri: string;
  readonly dataDir: string;
}

process.on('message', (where: Where) => {
  void verify(where).then((verified) => process.send!(verified));
});

async function verify({ uri, dataDir }: Where): Promise<Verified> {
  const config = readConfig(withDevelopmentDefaults({ DATA_DIR: dataDir }));
  const db = await openDb(uri);
  const began = performance.now();
  const { lines, findings } = await openLedger({ config, db }).verifyLedger();
  const seconds = (performance.now() - began) / 1000;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  await db.close();
  return { lines, findings: findings.length, seconds, peakMb };
}
