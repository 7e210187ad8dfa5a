// Shows the duration of work on stderr: an animated line on a terminal, plain lines in a pipe. Plain JavaScript,
// because it runs before anything is installed.

/** Shorter work gets no line. */
const patience = 700;
/** The interval of lines in a pipe. */
const heartbeat = 15_000;
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * Shows that work is in progress until `done` or `failed` is called.
 * @param {string} doing The work, such as "Building the servers".
 * @param {{ isTTY?: boolean, columns?: number, write(text: string): unknown }} stream
 */
export function step(doing, stream = process.stderr) {
  const began = Date.now();
  const seconds = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
  let detail = '';
  let shown = false;
  let frame = 0;
  const draw = () => {
    shown = true;
    const line = `${frames[frame++ % frames.length]} ${doing}  ${seconds()}  ${detail}`;
    stream.write(`\r\u001b[K${line.slice(0, (stream.columns || 80) - 1)}`);
  };
  const tell = () => {
    stream.write(shown ? `  … ${seconds()}  ${detail}\n` : `${doing} ...\n`);
    shown = true;
  };
  let timer = setTimeout(() => {
    const next = stream.isTTY ? draw : tell;
    next();
    timer = setInterval(next, stream.isTTY ? 100 : heartbeat);
  }, patience);
  const end = (outcome) => {
    clearTimeout(timer);
    clearInterval(timer);
    if (stream.isTTY && shown) stream.write('\r\u001b[K');
    if (shown || outcome === 'failed') {
      const mark = outcome === 'failed' ? '✗' : '✓';
      stream.write(`${mark} ${doing}: ${outcome} ${outcome === 'failed' ? 'after' : 'in'} ${seconds()}\n`);
    }
  };
  return {
    /** Shows the current step next to it. */
    at(now) {
      detail = now;
    },
    done: () => end('done'),
    failed: () => end('failed'),
  };
}
