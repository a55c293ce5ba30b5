// Passes on the end of npm: it tells only the shell between us, and that ends without a word.

/** Under npm, ends this program by SIGTERM soon after the shell that npm started it with is gone. */
export function endWithNpm() {
  if (process.platform === 'win32' || process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 300);
  timer.unref();
}
