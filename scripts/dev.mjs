// Watch mode: builds changed packages and restarts the single process.
import { spawn, spawnSync } from 'node:child_process';
import { watch } from 'chokidar';

const build = () => spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' }).status === 0;
const start = () =>
  spawn(process.execPath, ['--enable-source-maps', 'apps/standalone/dist/main.js'], { stdio: 'inherit' });

if (!build()) process.exit(1);
let running = start();
let pending;
let busy = false;

async function restart() {
  if (busy) return;
  busy = true;
  if (build()) {
    const stopped = new Promise((resolve) => (running.exitCode === null ? running.once('exit', resolve) : resolve()));
    running.kill('SIGTERM');
    await stopped;
    running = start();
  }
  busy = false;
}

watch(['apps', 'libs'], {
  ignored: (path) => /(^|\/)(node_modules|dist)(\/|$)|\.spec\.ts$/.test(path),
  ignoreInitial: true,
}).on('all', () => {
  clearTimeout(pending);
  pending = setTimeout(restart, 300);
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    running.once('exit', (code) => process.exit(code ?? 0));
    running.kill(signal);
  });
}
