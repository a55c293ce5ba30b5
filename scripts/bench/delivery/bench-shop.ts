/** A shop with many readers, its SMTP sink, and campaigns that are made, approved and frozen at once. */
import { demoPassword } from '../../../server/development/index.ts';
import { MINUTE_MS } from '../../../server/platform/clock/index.ts';
import type { MailingId } from '../../../server/platform/ids/index.ts';
import { openDemo } from '../../demo/demo-shop.ts';
import { openVisitor } from '../../demo/visitor.ts';
import { makeCampaign, pressSend, writeVersion } from '../../demo/write-campaign.ts';
import { type Forked, forkScript } from '../../lib/fork-script.ts';
import { seedReaders } from '../groups/seed.ts';
import { openSink } from './open-sink.ts';
import type { Start } from './worker.ts';

export type BenchShop = Awaited<ReturnType<typeof openBenchShop>>;

/** Starts it with so many readers; `smtpSink` is the path of Postfix's smtp-sink where it is not installed. */
export async function openBenchShop(readers: number, smtpSink?: string) {
  // What MongoDB takes by itself on a machine with 4 GB.
  const shop = await openDemo({ cacheGb: 1.5 });
  const staff = openVisitor(shop.url);
  const sink = await openSink(smtpSink);
  await staff.submit(await staff.get('/staff/login'), '/staff/login', {
    email: 'demo@lesfleurs.test',
    password: demoPassword,
  });
  await seedReaders(shop.db, readers, shop.now());
  const { smtpUrl } = sink;
  return {
    smtpUrl,
    databaseUri: shop.databaseUri,
    addReaders: (more: number) => seedReaders(shop.db, more, shop.now()),
    arrived: () => sink.arrived(),
    freezeAll: async (): Promise<void> => {
      while (await shop.app.delivery.freeze());
    },
    openWorkers: async (count: number, signs: boolean): Promise<Forked[]> => {
      const { databaseUri: uri, dataDir, url: publicUrl } = shop;
      const start: Start = { uri, dataDir, publicUrl, smtpUrl, signs };
      const workers = Array.from({ length: count }, () => forkScript(import.meta.url, 'worker'));
      await Promise.all(workers.map((worker) => worker.ask(start)));
      return workers;
    },
    /** A campaign whose minute is over already. */
    startCampaign: async (): Promise<MailingId> => {
      const newsletter = (await shop.app.campaigns.newsletters())[0]!.id;
      const home = await makeCampaign(staff, 'De pioenen zijn er', newsletter);
      const item = '- [Bekijk het boeket](https://lesfleurs.test/boeketten/pioenen) **één** dag';
      for (const language of ['nl', 'en']) {
        const form = `${home}?version=default&in=${language}`;
        await writeVersion(staff, form, 'De pioenen zijn er', `${item}\n`.repeat(62));
      }
      shop.advance(-2 * MINUTE_MS);
      await pressSend(staff, home);
      shop.advance(2 * MINUTE_MS);
      const [mailing] = await shop.db.connection
        .collection<{ _id: MailingId }>('mailings')
        .find()
        .sort({ startsAt: -1 })
        .limit(1)
        .toArray();
      return mailing!._id;
    },
    close: async (): Promise<void> => {
      sink.close();
      await shop.close();
    },
  };
}
