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

import { novaRefusal } from './novaPage';
import { withHeaders, type Reply } from './Reply';

/** 2.1 to 2.93, as Nova 26.2. */
const MINORS = { min: 1, max: 93 };

/**
 * The microversion that a request asks for: the newer header before the older one,
 * 2.1 without either.
 *
 * @returns the headers of the answer, or the refusal
 * @internal
 */
export function novaVersion(
  header: (name: string) => string | undefined,
): { headers: Record<string, string> } | { refusal: Reply } {
  const asked =
    /^\s*compute\s+(\S+)\s*$/.exec(
      header('openstack-api-version') ?? '',
    )?.[1] ??
    header('x-openstack-nova-api-version') ??
    `2.${MINORS.min}`;
  const version = asked === 'latest' ? `2.${MINORS.max}` : asked;
  const [, major, minor] = /^(\d+)\.(\d+)$/.exec(version) ?? [];
  if (major === undefined) {
    return {
      refusal: novaRefusal(
        'badRequest',
        400,
        `API Version String ${version} is of invalid format. Must be of format MajorNum.MinorNum.`,
      ),
    };
  }
  const headers = {
    'OpenStack-API-Version': `compute ${version}`,
    'X-OpenStack-Nova-API-Version': version,
    Vary: 'OpenStack-API-Version',
  };
  const isServed =
    major === '2' && Number(minor) >= MINORS.min && Number(minor) <= MINORS.max;
  return isServed
    ? { headers }
    : {
        refusal: withHeaders(
          novaRefusal(
            'computeFault',
            406,
            `Version ${version} is not supported by the API. Minimum is 2.${MINORS.min} and maximum is 2.${MINORS.max}.`,
          ),
          headers,
        ),
      };
}
