// The staff's pages work without this file; it saves drafts by itself and looks again at what is under way.
(() => {
  'use strict';

  /* Drafts save themselves: <form data-autosave> with a hidden revision; #save-state says what happened. */
  const quietMs = 2500;
  const retryMs = 15000;

  for (const form of document.querySelectorAll('form[data-autosave]')) keepSaved(form);

  function keepSaved(form) {
    const says = document.getElementById('save-state');
    const revision = form.elements.namedItem('revision');
    const store = `draft ${location.pathname} ${new FormData(form).get('version')} ${new FormData(form).get('in')}`;
    let saved = text(form);
    let timer = 0;
    let stopped = false;

    restore();
    form.addEventListener('input', () => later(quietMs));
    form.addEventListener('submit', () => {
      // The page that answers knows what was saved.
      stopped = true;
      clearTimeout(timer);
      remember(text(form));
    });
    window.addEventListener('pagehide', () => {
      if (!stopped && text(form) !== saved) void send({ keepalive: true });
    });

    function later(ms) {
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(() => void save(), ms);
    }

    async function save() {
      const typed = text(form);
      if (typed === saved || stopped) return;
      remember(typed);
      try {
        const answer = await send({});
        if (answer.status === 401 || answer.redirected) return say(form.dataset.loggedOut, retryMs);
        if (answer.status === 409) {
          stopped = true;
          return say(form.dataset.stale);
        }
        if (!answer.ok) return say(form.dataset.failed, retryMs);
        const { revision: now, message } = await answer.json();
        revision.value = now;
        saved = typed;
        if (text(form) === typed) sessionStorage.removeItem(store);
        else later(quietMs);
        say(message);
        for (const frame of document.querySelectorAll('iframe[data-preview]')) frame.src = frame.getAttribute('src');
      } catch {
        say(form.dataset.failed, retryMs);
      }
    }

    function send(options) {
      return fetch(form.action, {
        method: 'POST',
        headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(new FormData(form)),
        ...options,
      });
    }

    function say(message, retryIn) {
      if (says) says.textContent = message;
      if (retryIn) later(retryIn);
    }

    function remember(typed) {
      sessionStorage.setItem(store, typed);
    }

    // What could not be saved because the session was over: put back when the same page opens again in this tab.
    function restore() {
      const kept = sessionStorage.getItem(store);
      if (!kept) return;
      sessionStorage.removeItem(store);
      if (document.querySelector('[role="alert"]') || kept === saved) return;
      let changed = false;
      for (const [name, value] of new URLSearchParams(kept)) {
        const field = form.elements.namedItem(name);
        const typedIn = field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type !== 'hidden');
        if (!typedIn || field.value === value) continue;
        field.value = value;
        changed = true;
      }
      if (!changed) return;
      say(form.dataset.restored);
      later(quietMs);
    }
  }

  // Everything typed, without the revision: that changes with each save.
  function text(form) {
    const data = new FormData(form);
    data.delete('revision');
    return new URLSearchParams(data).toString();
  }

  /* What is under way: <div id="…" data-poll="seconds"> is taken afresh from the same page, until it is gone there. */
  for (const part of document.querySelectorAll('[data-poll]')) look(part);

  function look(part) {
    setTimeout(async () => {
      try {
        const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const fresh = page.getElementById(part.id);
        if (!answer.ok || answer.redirected || !fresh?.dataset.poll) return location.reload();
        if (isInUse(part)) return look(part);
        part.replaceWith(fresh);
        look(fresh);
      } catch {
        look(part);
      }
    }, Number(part.dataset.poll) * 1000);
  }

  // Nothing is exchanged under somebody's hands.
  function isInUse(part) {
    return part.querySelector('details[open]') !== null;
  }
})();
