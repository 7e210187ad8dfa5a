import { serverBuild } from '../../rolldown.shared.ts';

export default await serverBuild({ input: { main: 'src/main.ts' } });
