/** Confirming a sign-up: the link shows a button, and only the button does something (LINK-1). */
import {
  behindToken,
  redirect,
  type Request,
  type Response,
  Router,
  sendPage,
  speak,
  translate,
} from '../platform/http/index.ts';
import { ConfirmedBefore, confirmSignUp } from './confirm-sign-up.ts';
import { sendDeadLink, sendGone, tokenOf } from './open-link.ts';
import type { PendingSignUp } from './pending-store.ts';
import type { Room } from './room.ts';

export function confirmRoutes(room: Room): Router {
  const routes = Router();
  routes.use('/confirm/:token', behindToken);

  routes.get('/confirm/:token', async (req, res) => {
    const link = room.links.read('confirm', tokenOf(req));
    if (!link) return sendDeadLink(req, res);
    const pending = await room.pending.find(link.subscriber, room.clock());
    if (!pending) return sendGone(req, res);
    if (pending === 'confirmed') return sendAlready(req, res);
    speak(res, pending.language);
    await sendQuestion(room, req, res, pending);
  });

  routes.post('/confirm/:token', async (req, res) => {
    const link = room.links.read('confirm', tokenOf(req));
    if (!link) return sendDeadLink(req, res);
    const pending = await room.pending.find(link.subscriber, room.clock());
    if (!pending) return sendGone(req, res);
    if (pending === 'confirmed') return sendAlready(req, res);
    try {
      const subscriber = await confirmSignUp(room, pending);
      redirect(res, `/preferences/${room.links.sign('preferences', { subscriber })}?notice=welcome`);
    } catch (error) {
      // Two presses at the same moment: the other one did it.
      if (!(error instanceof ConfirmedBefore)) throw error;
      sendAlready(req, res);
    }
  });

  return routes;
}

async function sendQuestion(room: Room, req: Request, res: Response, pending: PendingSignUp): Promise<void> {
  const wordings = await Promise.all(
    pending.agreed.map(({ wording }) => room.consent.wordingByHash(wording)),
  );
  sendPage(req, res, {
    view: 'preferences/confirm',
    title: translate(res)('preferences:confirm.title'),
    noindex: true,
    wordings: wordings.filter((wording) => wording !== null),
  });
}

function sendAlready(req: Request, res: Response): void {
  const title = translate(res)('preferences:confirm.alreadyTitle');
  sendPage(req, res, { view: 'preferences/confirmed', title, noindex: true });
}
