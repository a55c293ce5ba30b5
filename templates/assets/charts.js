// Draws <figure data-chart='{"from":"2026-11-01","values":[…]}'>, a value for each day, or for each "stepSeconds"; the table beside it says the same.
(() => {
  'use strict';

  // The day before the month, as on the pages.
  const locale = document.documentElement.lang === 'en' ? 'en-GB' : document.documentElement.lang;
  const dayS = 86400;
  const words = (options) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
  const dutch = (options) =>
    new Intl.DateTimeFormat(locale, {
      ...{ timeZone: 'Europe/Amsterdam', hourCycle: 'h23' },
      ...options,
    });
  const number = new Intl.NumberFormat(locale);

  for (const figure of document.querySelectorAll('figure[data-chart]')) draw(figure);

  function draw(figure) {
    const { from, values, stepSeconds = dayS } = JSON.parse(figure.dataset.chart);
    const start = Date.parse(from) / 1000;
    const steps = values.map((_, n) => start + n * stepSeconds);
    const token = (name) => () => getComputedStyle(figure).getPropertyValue(name).trim();
    const font = `13px ${getComputedStyle(figure).fontFamily}`;
    const marks = heights(Math.max(...values));
    const size = () => ({ width: figure.clientWidth, height: figure.clientHeight });
    figure.hidden = false;
    const plot = new uPlot(
      {
        ...size(),
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false }, y: { range: [0, marks.at(-1)] } },
        padding: [8, 24, 0, 0],
        series: [
          {},
          { stroke: token('--chart-1'), fill: token('--tint'), width: 2, points: { show: false } },
        ],
        axes: [
          {
            ...{ stroke: token('--muted'), font, grid: { show: false }, ticks: { show: false }, size: 28 },
            splits: (drawn) => labelled(steps, stepSeconds, Math.floor(drawn.width / 90)),
            values: (_, splits) => splits.map(nameOfStep(steps, stepSeconds)),
          },
          {
            ...{ stroke: token('--muted'), font, ticks: { show: false } },
            grid: { stroke: token('--line'), width: 1 },
            splits: () => marks,
            values: (_, splits) => splits.map((value) => number.format(value)),
            size: (_, labels) =>
              Math.max(36, 12 + 8 * Math.max(...(labels ?? ['']).map((label) => label.length))),
          },
        ],
      },
      [steps, values],
      figure,
    );
    new ResizeObserver(() => plot.setSize(size())).observe(figure);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => plot.redraw());
  }

  function nameOfStep(steps, seconds) {
    if (seconds < dayS) return steps.at(-1) - steps[0] < dayS ? timeOf : dayAndTimeOf;
    return steps.length > 62 ? monthOf : dayOf;
  }

  function timeOf(at) {
    return dutch({ hour: '2-digit', minute: '2-digit' }).format(at * 1000);
  }

  function dayAndTimeOf(at) {
    return dutch({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(at * 1000);
  }

  function dayOf(day) {
    return words({ day: 'numeric', month: 'short' }).format(day * 1000);
  }

  function monthOf(day) {
    return words({ month: 'short', year: 'numeric' }).format(day * 1000);
  }

  // As many steps as there is room for: of a long time only the first days of months.
  function labelled(steps, seconds, room) {
    const isFirst = (day) => new Date(day * 1000).getUTCDate() === 1;
    const all = seconds === dayS && steps.length > 62 ? steps.filter(isFirst) : steps;
    const step = Math.ceil(all.length / Math.max(2, room));
    return all.filter((_, n) => n % step === 0);
  }

  // Four lines from zero, at round numbers.
  function heights(most) {
    const third = Math.max(1, most / 3);
    const ten = 10 ** Math.floor(Math.log10(third));
    const step = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]
      .map((each) => each * ten)
      .find((each) => each >= third && Number.isInteger(each));
    return [0, step, 2 * step, 3 * step];
  }
})();
