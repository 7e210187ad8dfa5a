// What a published package.json says besides what stands in the package's own: where it comes from, which the root states
// once. What it leaves out is of use in this repository only, and names the private kit.
const path = require('node:path');
const { repository } = require('./package.json');

function beforePacking({ devDependencies: _dev, scripts: _scripts, ...manifest }, folder) {
  const directory = path.relative(__dirname, folder).split(path.sep).join('/');
  return {
    ...manifest,
    homepage: `${repository}/tree/main/${directory}#readme`,
    bugs: `${repository}/issues`,
    repository: { type: 'git', url: `git+${repository}.git`, directory },
  };
}

module.exports = { hooks: { beforePacking } };
