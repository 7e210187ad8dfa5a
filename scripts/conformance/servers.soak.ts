// The earlier revisions; see `tierCases`.
import './servers.test.ts';
