/** Guards the pages of whoever is logged in. */
import {
  redirect,
  type Request,
  type RequestHandler,
  type Response,
  speak,
} from '../../platform/http/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import type { Room } from '../room.ts';

/** Whose session it is; null for nobody's, and for that of a person who was erased. */
export async function whoIsIn({ subscribers }: Room, req: Request): Promise<Subscriber | null> {
  const id = req.session.subscriber;
  return id ? subscribers.find(id) : null;
}

type MyPage = (req: Request, res: Response, me: Subscriber) => Promise<void>;

/** The page speaks the person's language; nobody's session leads to the form for a login link. */
export function forMe(room: Room, page: MyPage): RequestHandler {
  return async (req, res) => {
    const me = await whoIsIn(room, req);
    if (!me) return redirect(res, '/my-data?notice=ended');
    speak(res, me.language);
    await page(req, res, me);
  };
}
