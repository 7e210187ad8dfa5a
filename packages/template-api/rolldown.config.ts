import { serverBuild } from '../../rolldown.shared.ts';

export default serverBuild({ input: { main: 'src/main.ts' } });
