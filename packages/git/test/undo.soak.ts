// The other scenes; see `tierCases`.
import './undo.test.ts';
