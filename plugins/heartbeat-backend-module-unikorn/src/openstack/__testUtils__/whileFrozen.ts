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

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { cloudTool } from './testCloud';

/**
 * Does something while a service of the cloud stands still: whoever asks it waits, as
 * for one that is overloaded. Without Placement no server finds its host.
 */
export async function whileFrozen<T>(
  service: 'placement',
  act: () => Promise<T>,
): Promise<T> {
  const { stdout } = await promisify(execFile)(cloudTool(), ['status']);
  const pid = new RegExp(`^${service} pid (\\d+)`, 'm').exec(stdout)?.[1];
  if (pid === undefined) {
    throw new Error(`${service} is not running: ${stdout}`);
  }
  process.kill(Number(pid), 'SIGSTOP');
  try {
    return await act();
  } finally {
    process.kill(Number(pid), 'SIGCONT');
  }
}
