// The other hosts; see `tierCases`.
import './hosts.test.ts';
