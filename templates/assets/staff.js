// The staff's pages work without this file; it saves drafts by itself and looks again at what is under way.
(() => {
  'use strict';

  /*
   * Drafts save themselves: <form data-autosave> with a hidden revision; #save-state says what happened. Whatever is
   * not saved is kept in this tab, with the revision that it is based on. #overtaken says that somebody else changed
   * the draft, so that nothing is saved any more; #kept offers what was kept when the draft is at another revision by
   * now. With data-base the page shows what was typed over another revision: a button saves it, it never saves itself.
   */
  const quietMs = 2500;
  const retryMs = 15000;

  for (const form of document.querySelectorAll('form[data-autosave]')) keepSaved(form);

  function keepSaved(form) {
    const says = document.getElementById('save-state');
    const field = (name) => form.elements.namedItem(name);
    const store = `draft ${form.action} ${field('version').value} ${field('in').value}`;
    const aside = `${store} aside`;
    // The older revision that the text is based on; null as long as nobody else changed the draft.
    let base = form.dataset.base ?? null;
    let saved = base === null ? text(form) : null;
    let saving = null;
    let timer = 0;
    let overtaken = false;
    let pressed = false;
    let going = false;

    if (base === null) takeUp();
    else {
      remember();
      sessionStorage.removeItem(aside);
    }
    form.addEventListener('input', () => (base === null ? later(quietMs) : remember()));
    form.addEventListener('submit', (event) => {
      if (going || overtaken || !isUnsaved()) return;
      event.preventDefault();
      void saveAndGo(event.submitter);
    });
    window.addEventListener('pagehide', () => {
      if (!isUnsaved()) return;
      remember();
      if (base === null) void send({ keepalive: true });
    });

    function isUnsaved() {
      return text(form) !== saved;
    }

    function later(ms) {
      clearTimeout(timer);
      if (base === null) timer = setTimeout(() => (isUnsaved() ? void save() : forget()), ms);
    }

    // One at a time: a second one would be based on the revision before the first.
    function save() {
      clearTimeout(timer);
      saving ??= saveOnce().finally(() => (saving = null));
      return saving;
    }

    // True where a button may be pressed now: everything is saved, or the page that answers shows what was typed.
    async function saveOnce() {
      const typed = text(form);
      remember();
      try {
        const answer = await send({});
        if (answer.status === 401 || answer.redirected) return sayLater(form.dataset.loggedOut);
        if (answer.status === 409) {
          base ??= field('revision').value;
          overtaken = true;
          says.textContent = form.dataset.stale;
          document.getElementById('overtaken').hidden = false;
          return true;
        }
        if (!answer.ok) return sayLater(form.dataset.failed);
        const { revision, message } = await answer.json();
        field('revision').value = revision;
        base = null;
        saved = typed;
        if (isUnsaved()) later(quietMs);
        else forget();
        says.textContent = message;
        for (const frame of document.querySelectorAll('iframe[data-preview]'))
          frame.src = frame.getAttribute('src');
        return true;
      } catch {
        return sayLater(form.dataset.failed);
      }
    }

    // So that nothing typed is on its way when the page goes: what comes back then is only what is not saved.
    async function saveAndGo(button) {
      if (pressed) return;
      pressed = true;
      let done = await save();
      while (done && base === null && isUnsaved()) done = await save();
      pressed = false;
      if (!done) return says.scrollIntoView({ block: 'nearest' });
      going = true;
      form.requestSubmit(button);
      going = false;
    }

    function send(options) {
      return fetch(form.action, {
        method: 'POST',
        headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(new FormData(form)),
        ...options,
      });
    }

    function sayLater(message) {
      says.textContent = message;
      later(retryMs);
      return false;
    }

    function remember() {
      keep(store, { base: base ?? field('revision').value, typed: text(form) });
    }

    function forget() {
      sessionStorage.removeItem(store);
    }

    // When the page opens again in this tab. Over the work of somebody else nothing is filled in: it is offered.
    function takeUp() {
      const kept = read(store);
      if (kept?.base === field('revision').value) fillIn(kept.typed);
      else if (kept && kept.typed !== saved) keep(aside, kept);
      if (!isUnsaved()) forget();
      const older = read(aside);
      if (older) offer(older);
    }

    function fillIn(typed) {
      for (const [name, value] of new URLSearchParams(typed)) {
        const input = field(name);
        if (
          input instanceof HTMLTextAreaElement ||
          (input instanceof HTMLInputElement && input.type !== 'hidden')
        )
          input.value = value;
      }
      if (!isUnsaved()) return;
      says.textContent = form.dataset.restored;
      later(quietMs);
    }

    // Put back, it comes as what was typed over an older revision, on a page that says so.
    function offer(older) {
      const notice = document.getElementById('kept');
      const [putBack, drop] = notice.querySelectorAll('button');
      notice.hidden = false;
      putBack.addEventListener('click', () => post(form.action, `${older.typed}&revision=${older.base}`));
      drop.addEventListener('click', () => {
        sessionStorage.removeItem(aside);
        notice.hidden = true;
      });
    }
  }

  // Everything typed, without the revision, which changes with each save, and without the choice of a group.
  function text(form) {
    const data = new FormData(form);
    data.delete('revision');
    data.delete('group');
    return new URLSearchParams(data).toString();
  }

  function keep(key, value) {
    sessionStorage.setItem(key, JSON.stringify(value));
  }

  function read(key) {
    return JSON.parse(sessionStorage.getItem(key));
  }

  function post(action, fields) {
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', action, hidden: true });
    for (const [name, value] of new URLSearchParams(fields)) {
      form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
    }
    document.body.append(form);
    form.submit();
  }

  /*
   * What is under way: <div id="…" data-poll="seconds"> is taken afresh from the same page, until it is gone there. With
   * data-stream="address" it is pushed from there instead, as long as that can be.
   */
  for (const part of document.querySelectorAll('[data-poll]')) (part.dataset.stream ? listen : look)(part);

  function listen(part) {
    const source = new EventSource(part.dataset.stream);
    let fresh = null;
    const show = () => {
      if (fresh && !isInUse(part)) [part, fresh] = [exchange(part, fresh), null];
    };
    source.addEventListener('message', ({ data }) => {
      fresh = new DOMParser().parseFromString(data, 'text/html').getElementById(part.id);
      show();
    });
    // What came while something was unfolded is shown once it is folded up.
    document.addEventListener('toggle', show, true);
    source.addEventListener('end', () => {
      source.close();
      location.reload();
    });
    // Closed for good where somebody is not logged in any more, say; else the browser comes back by itself.
    source.addEventListener('error', () => source.readyState === EventSource.CLOSED && look(part));
  }

  function look(part) {
    setTimeout(
      async () => {
        try {
          const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
          const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
          const fresh = page.getElementById(part.id);
          if (!answer.ok || answer.redirected || !fresh?.dataset.poll) return location.reload();
          if (isInUse(part)) return look(part);
          look(exchange(part, fresh));
        } catch {
          look(part);
        }
      },
      Number(part.dataset.poll) * 1000,
    );
  }

  // What is alike stays, so that the button which has the focus keeps it and a live region is heard; answers what is there now.
  function exchange(old, fresh) {
    if (old.isEqualNode(fresh)) return old;
    const [before, after] = [[...old.childNodes], [...fresh.childNodes]];
    const isAlike = old.nodeName === fresh.nodeName && before.length === after.length;
    if (!isAlike || old.nodeType !== Node.ELEMENT_NODE) {
      old.replaceWith(fresh);
      return fresh;
    }
    for (const name of old.getAttributeNames()) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    for (const name of fresh.getAttributeNames()) {
      const value = fresh.getAttribute(name);
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    before.forEach((node, at) => exchange(node, after[at]));
    return old;
  }

  // Nothing is exchanged under somebody's hands.
  function isInUse(part) {
    return part.querySelector('details[open]') !== null;
  }

  /*
   * Forms that htmx sends: what is exchanged says meanwhile that it is busy. An answer from elsewhere (a log-in, an
   * error), or none at all, is got once more by the browser itself, which shows it as a page.
   */
  document.addEventListener('htmx:beforeRequest', ({ detail }) =>
    detail.target.setAttribute('aria-busy', 'true'),
  );
  document.addEventListener('htmx:afterRequest', ({ detail }) => detail.target.removeAttribute('aria-busy'));
  document.addEventListener('htmx:beforeSwap', ({ detail }) => {
    const { requestPath, responsePath } = detail.pathInfo;
    detail.shouldSwap = detail.xhr.status === 200 && responsePath === requestPath;
    if (!detail.shouldSwap) detail.requestConfig.elt.submit();
  });
  document.addEventListener('htmx:sendError', ({ detail }) => detail.requestConfig.elt.submit());
})();
