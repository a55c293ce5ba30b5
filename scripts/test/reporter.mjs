// Mocha's reporter of a run: readable on the screen, and JSON for the counts into the file MOCHA_REPORT.
import mocha from 'mocha';

const { JSON: JsonReporter, Spec } = mocha.reporters;

/** Lets both of mocha's own reporters listen; mocha calls it with `new`. */
export default function BothReporters(runner, options) {
  new Spec(runner, options);
  new JsonReporter(runner, { ...options, reporterOption: { output: process.env.MOCHA_REPORT } });
}
