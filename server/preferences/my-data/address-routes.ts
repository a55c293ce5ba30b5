/** Asking for another e-mail address, and the link that confirms it. */
import { Invalid } from '../../platform/errors/index.ts';
import {
  behindToken,
  redirect,
  type Request,
  type Response,
  Router,
  sendPage,
  translate,
} from '../../platform/http/index.ts';
import { maskEmail } from '../../subscribers/index.ts';
import { readEmail } from '../my-link-routes.ts';
import { tokenOf } from '../open-link.ts';
import type { Room } from '../room.ts';
import { inTheSameTime } from '../same-time.ts';
import type { AddressChange } from './address-changes-store.ts';
import { askAddressChange, changeAddress } from './change-address.ts';
import { forMe } from './for-me.ts';
import { sendDeadLogin } from './log-in-routes.ts';
import { sendMyData } from './send-my-data.ts';

/** The routes; below /my-data, the session is read before. */
export function addressRoutes(room: Room): Router {
  const routes = Router();
  routes.use('/confirm-address/:token', behindToken);

  routes.post(
    '/my-data/address',
    forMe(room, async (req, res, me) => {
      try {
        const email = readEmail(req);
        if (email === me.email) throw new Invalid({ email: { key: 'mine:address.same' } });
        await room.limits.countRequest(req.ip ?? '');
        await inTheSameTime(room.limits.answerAfterMs, () => askAddressChange(room, me, email));
      } catch (error) {
        return sendMyData(room, req, res, me, error);
      }
      redirect(res, '/my-data?notice=check-mail');
    }),
  );

  routes.get('/confirm-address/:token', async (req, res) => {
    const change = await changeOf(room, req);
    if (!change) return sendDeadLogin(req, res);
    const title = translate(res)('mine:confirmAddress.title');
    const masked = maskEmail(change.email);
    sendPage(req, res, { view: 'preferences/my-data/confirm-address', title, noindex: true, masked });
  });

  routes.post('/confirm-address/:token', async (req, res) => {
    const change = await changeOf(room, req);
    if (!change || !(await changeAddress(room, change))) return sendDeadLogin(req, res);
    sendChanged(req, res, change);
  });

  return routes;
}

async function changeOf({ links, addressChanges, clock }: Room, req: Request): Promise<AddressChange | null> {
  const link = links.read('confirm-address', tokenOf(req));
  return link && addressChanges.find(link.subscriber, clock());
}

function sendChanged(req: Request, res: Response, { email }: AddressChange): void {
  const title = translate(res)('mine:changed.title');
  const masked = maskEmail(email);
  sendPage(req, res, { view: 'preferences/my-data/address-changed', title, noindex: true, masked });
}
