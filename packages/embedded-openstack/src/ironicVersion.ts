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

import { errorMessage } from './ironicErrors';
import type { Reply } from './Reply';

/** 1.1 to 1.82, as Ironic 21.4. */
const MINORS = { min: 1, max: 82 };

const LIMITS = {
  'X-OpenStack-Ironic-API-Minimum-Version': `1.${MINORS.min}`,
  'X-OpenStack-Ironic-API-Maximum-Version': `1.${MINORS.max}`,
};

/**
 * The microversion that a request asks for. Ironic heeds only its own old header, and
 * takes 1.1 without it.
 *
 * @internal
 */
export function ironicVersion(
  header: (name: string) => string | undefined,
): { minor: number; headers: Record<string, string> } | { refusal: Reply } {
  const asked = header('x-openstack-ironic-api-version') ?? `1.${MINORS.min}`;
  const version = asked === 'latest' ? `1.${MINORS.max}` : asked;
  const [, major, minorText] = /^(\d+)\.(\d+)$/.exec(version) ?? [];
  if (major === undefined) {
    return refuse('Invalid value for X-OpenStack-Ironic-API-Version header');
  }
  const minor = Number(minorText);
  const range = `The supported version range is: [1.${MINORS.min}, 1.${MINORS.max}].`;
  if (major !== '1') {
    return refuse(
      `Mutually exclusive versions requested. Version ${version} requested but not supported by this service. ${range}`,
    );
  }
  if (minor < MINORS.min || minor > MINORS.max) {
    return refuse(
      `Version ${version} was requested but the minor version is not supported by this service. ${range}`,
    );
  }
  return {
    minor,
    headers: { ...LIMITS, 'X-OpenStack-Ironic-API-Version': version },
  };
}

function refuse(description: string): { refusal: Reply } {
  return {
    refusal: {
      status: 406,
      headers: LIMITS,
      body: errorMessage({ code: 406, title: 'Not Acceptable', description }),
    },
  };
}
