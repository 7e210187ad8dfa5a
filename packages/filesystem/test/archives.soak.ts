// The other way to hold folders; see `backends`.
import './analyze.test.ts';
import './archive-attacks.test.ts';
import './archive-extract.test.ts';
import './archive-list.test.ts';
import './archive.test.ts';
import './find-empty.test.ts';
import './search-stopped.test.ts';
