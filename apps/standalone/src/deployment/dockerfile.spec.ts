import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser, type Instruction } from 'dockerfile-ast';

const root = join(__dirname, '../../../..');
const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
const dockerfile = DockerfileParser.parse(text);

interface Stage {
  from: string;
  name?: string;
  instructions: Instruction[];
}

const stages: Stage[] = [];
for (const instruction of dockerfile.getInstructions()) {
  if (instruction.getKeyword() === 'FROM') {
    const [from = '', , name] = instruction.getArguments().map((argument) => argument.getValue());
    stages.push({ from, name, instructions: [] });
  } else {
    stages.at(-1)?.instructions.push(instruction);
  }
}
const last = stages.at(-1)!;
const keywords = (stage: Stage) => stage.instructions.map((instruction) => instruction.getKeyword());
const find = (stage: Stage, keyword: string) => stage.instructions.filter((one) => one.getKeyword() === keyword);
const argumentsOf = (instruction?: Instruction) => instruction?.getArguments().map((one) => one.getValue()) ?? [];

describe('the Dockerfile', () => {
  it('has instructions that Docker knows, and no other', () => {
    const known = ['FROM', 'ARG', 'ENV', 'WORKDIR', 'COPY', 'RUN', 'USER', 'EXPOSE', 'HEALTHCHECK', 'CMD'];
    for (const instruction of dockerfile.getInstructions()) expect(known).toContain(instruction.getKeyword());
  });

  it('builds in stages of which only the last one is shipped, and that one compiles and downloads nothing', () => {
    expect(stages.length).toBeGreaterThan(1);
    for (const run of find(last, 'RUN')) expect(run.getArgumentsContent()).not.toMatch(/\b(npm|npx|apt|curl|wget)\b/);
    for (const copy of find(last, 'COPY')) {
      const from = /--from=(\w+)/.exec(text.split('\n')[copy.getRange().start.line]!)?.[1];
      expect(stages.slice(0, -1).map(({ name }) => name)).toContain(from);
    }
  });

  it('pins every base image to a full version, the same Node.js as in .nvmrc', () => {
    const node = readFileSync(join(root, '.nvmrc'), 'utf8').trim().replace(/^v/, '');
    for (const { from } of stages)
      expect(from).toMatch(new RegExp(`^node:${node.replaceAll('.', '\\.')}[\\w.-]*-trixie-slim$`));
  });

  it('installs exactly what the lock file says', () => {
    const runs = stages.flatMap((stage) => find(stage, 'RUN')).map((run) => run.getArgumentsContent() ?? '');
    expect(runs.some((run) => run.startsWith('npm ci'))).toBe(true);
    expect(runs.filter((run) => /npm (i|install|add)\b/.test(run))).toEqual([]);
  });

  it('ships without development dependencies, and runs as a user without rights', () => {
    const dependencies = stages.find(({ name }) => name === 'dependencies')!;
    expect(find(dependencies, 'RUN')[0]?.getArgumentsContent()).toContain('--omit=dev');
    const user = argumentsOf(find(last, 'USER').at(-1))[0];
    expect(user).toBe('node');
    expect(keywords(last).lastIndexOf('USER')).toBeLessThan(keywords(last).indexOf('CMD'));
  });

  it('ships no library that a service does not use: none that makes tokens, none of tests', () => {
    const removed = find(
      stages.find(({ name }) => name === 'build')!,
      'RUN',
    )
      .map((run) => run.getArgumentsContent() ?? '')
      .find((run) => run.startsWith('rm -r '))!
      .split(/\s+/)
      .filter((argument) => argument.startsWith('libs/'));
    const used = ['contracts', 'messaging', 'platform', 'reference-data', 'working-time'].map((lib) => `libs/${lib}`);
    const all = readdirSync(join(root, 'libs')).map((lib) => `libs/${lib}`);
    expect([...removed, ...used].sort()).toEqual(all.sort());
  });

  it('starts the service itself, not a shell, so that it gets the signals', () => {
    const command = find(last, 'CMD')[0]!.getArgumentsContent() ?? '';
    expect(JSON.parse(command)).toEqual(['node', 'service/dist/main.js']);
  });

  it('tells whether the service is ready', () => {
    expect(find(last, 'HEALTHCHECK')[0]?.getArgumentsContent()).toContain('/readyz');
  });

  it('leaves out of its context what must not be in an image', () => {
    const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
    for (const name of ['.git', '.env', '.motcua', 'node_modules', '**/node_modules']) expect(ignored).toContain(name);
  });
});

describe('the secrets of a deployment', () => {
  it.each(['.dockerignore', '.gitignore'])('are left out by %s, copies of the file too', (file) => {
    const ignored = readFileSync(join(root, file), 'utf8').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['.env', '.env.*']));
  });
});
