// Lints texts as if they were at the given paths: [{ path, text }] on standard input, the messages of each on output.
import { ESLint } from 'eslint';
import { text } from 'node:stream/consumers';
import tseslint from 'typescript-eslint';

// The texts are not in files, so typed rules are off.
const eslint = new ESLint({ overrideConfig: tseslint.configs.disableTypeChecked });
const cases = JSON.parse(await text(process.stdin));
const answers = [];
for (const { path, text: code } of cases) {
  const [result] = await eslint.lintText(code, { filePath: path });
  answers.push(result.messages.map((message) => message.ruleId ?? message.message));
}
process.stdout.write(JSON.stringify(answers));
