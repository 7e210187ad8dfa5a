// The second backend; see `tierModes`.
import './every-tool.test.ts';
