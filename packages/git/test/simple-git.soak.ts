// More seeds; see `tierCases`.
import './simple-git.test.ts';
