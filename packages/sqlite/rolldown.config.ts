import { serverBuild } from '../../rolldown.shared.ts';

export default await serverBuild({
  input: { main: 'src/main.ts', helper: 'src/helper.ts' },
  // Native modules: the only dependencies that are installed.
  external: ['better-sqlite3', '@resvg/resvg-js'],
});
