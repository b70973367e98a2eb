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

import { resolve } from 'node:path';
import type { Credentials } from '..';

/** An OpenStack that tests may do with as they like. */
export interface TestCloud {
  /** Keystone. */
  authUrl: string;
  /** A member of one project. */
  member: Credentials;
  /** An administrator, in a project of its own. */
  admin: Credentials;
  /** An image that servers boot from. */
  imageId: string;
}

/** Set by `npm run test:openstack` alone: what a shell has for another cloud is none of our business. */
const VARIABLE = 'HEARTBEAT_TEST_OPENSTACK';

const env = (name: string): string => {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set; npm run test:openstack says what is`);
  }
  return value;
};

/** @throws Error that names what the environment lacks */
export function testCloud(): TestCloud {
  return {
    authUrl: env('OS_AUTH_URL'),
    member: {
      userId: env('OS_USER_ID'),
      password: env('OS_PASSWORD'),
      projectId: env('OS_PROJECT_ID'),
    },
    admin: {
      userId: env('OS_ADMIN_USER_ID'),
      password: env('OS_ADMIN_PASSWORD'),
      projectId: env('OS_ADMIN_PROJECT_ID'),
    },
    imageId: env('OS_IMAGE_ID'),
  };
}

/** The tool that the cloud was started with; its services may be made to stand still. */
export function cloudTool(): string {
  return resolve(env('REAL_OPENSTACK'));
}

/** How long tokens live. */
export function tokenSeconds(): number {
  return Number(env('REAL_OPENSTACK_TOKEN_SECONDS'));
}

/**
 * How to describe tests that need a real OpenStack: where there is none, or it lacks
 * what they need beside, they are skipped.
 *
 * @param needs - variables of the environment
 * @returns `lack` belongs to the name: why they are skipped, or nothing
 */
export function onOpenstack(...needs: string[]): {
  describeThere: jest.Describe;
  lack: string;
} {
  const missing = [VARIABLE, ...needs].find(variable => !process.env[variable]);
  if (missing === undefined) {
    return { describeThere: describe, lack: '' };
  }
  return {
    describeThere: describe.skip,
    lack:
      missing === VARIABLE
        ? ' (only with npm run test:openstack)'
        : ` (only where ${missing} is set)`,
  };
}
