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

/**
 * 127.1.0.1 and on, for network 1: as many hosts as there are targets.
 *
 * @throws where not all of 127.0.0.0/8 is loopback
 */
export function loopbackAddress(network: number, index: number): string {
  if (process.platform !== 'linux') {
    throw new Error(
      'this benchmark needs thousands of addresses on loopback, and only Linux has all of 127.0.0.0/8 there: run it on Linux',
    );
  }
  return `127.${network}.${Math.floor(index / 250)}.${(index % 250) + 1}`;
}
