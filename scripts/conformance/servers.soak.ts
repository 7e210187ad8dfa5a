// The other servers, and the earlier revisions; see `tierCases`.
import './servers.test.ts';
