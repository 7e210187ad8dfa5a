/** Loaded before a server that knows no other address than GitHub's own: sends its requests to the stand-in. */
const { fetch } = globalThis;
globalThis.fetch = (url, init) => fetch(url.replace('https://api.github.com', process.env.BENCH_GITHUB), init);
