/** How long the program waits for answers: for ever, until it has to end. */

export interface Patience {
  /** The answer, or null where the program cannot wait any longer. */
  waitFor<Answer>(answer: Promise<Answer>): Promise<Answer | null>;
  /** Nobody waits any longer. */
  end(): void;
}

/** Opens it; who has their answer leaves nothing behind, as a race against a promise that never ends would. */
export function openPatience(): Patience {
  const waiting = new Set<() => void>();
  let isOver = false;
  return {
    waitFor: (answer) =>
      new Promise((resolve, reject) => {
        const giveUp = () => resolve(null);
        if (isOver) return giveUp();
        waiting.add(giveUp);
        answer.then(resolve, reject).finally(() => waiting.delete(giveUp));
      }),
    end: () => {
      isOver = true;
      for (const giveUp of waiting) giveUp();
    },
  };
}
