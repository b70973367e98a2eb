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

import { z } from 'zod';
import type { Credentials } from '../openstack';
import { parseResource } from './parseResource';

const identitySchema = z.object({
  spec: z.object({
    userID: z.string().min(1),
    password: z.string().min(1),
    projectID: z.string().min(1),
  }),
});

/**
 * With which servers are read.
 *
 * @throws Error that names the field
 */
export function readOpenstackIdentity(
  object: unknown,
  what: string,
): Credentials {
  const { spec } = parseResource(identitySchema, object, what);
  return {
    userId: spec.userID,
    password: spec.password,
    projectId: spec.projectID,
  };
}

/** With which flavors are read, and Ironic in another project. @internal */
export type ServiceAccount = Credentials;

const key = z
  .base64()
  .transform(value => Buffer.from(value, 'base64').toString())
  .refine(value => value.length > 0);

const secretSchema = z.object({
  data: z.object({
    'domain-id': key,
    'user-id': key,
    password: key,
    'project-id': key,
  }),
});

/** @throws Error that names the key */
export function readServiceAccount(
  object: unknown,
  what: string,
): ServiceAccount {
  const { data } = parseResource(secretSchema, object, what);
  return {
    userId: data['user-id'],
    password: data.password,
    projectId: data['project-id'],
  };
}
