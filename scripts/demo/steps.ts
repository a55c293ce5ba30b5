/** What the demo prints: a table of steps with their results, each made of checks that can fail. */

interface Steps {
  /** Runs a step and prints its line; what it answers is the result that is shown. */
  step(name: string, work: () => Promise<string>): Promise<void>;
  /** Counts a check; the first ones that fail are told at the end. */
  check(fact: string, isTrue: boolean): void;
  /** Prints the last line; answers the exit code. */
  close(mails: number): number;
}

/** Opens the table. */
export function openSteps(): Steps {
  const failed: string[] = [];
  let checks = 0;
  const check = (fact: string, isTrue: boolean): void => {
    checks += 1;
    if (!isTrue) failed.push(fact);
  };
  return {
    check,
    step: async (name, work) => {
      const before = failed.length;
      const result = await work().catch((error: unknown) => {
        check(`${name}: ${error instanceof Error ? error.message : String(error)}`, false);
        return 'did not work';
      });
      console.log(`${failed.length === before ? '✓' : '✗'} ${name.padEnd(46)} ${result}`);
    },
    close: (mails) => {
      for (const fact of failed.slice(0, 20)) console.log(`  not as promised: ${fact}`);
      const verdict = failed.length === 0 ? 'all as promised' : `${failed.length} not as promised`;
      console.log(`demo: ${mails} mails, ${checks} checks, ${verdict}`);
      return failed.length === 0 ? 0 : 1;
    },
  };
}
