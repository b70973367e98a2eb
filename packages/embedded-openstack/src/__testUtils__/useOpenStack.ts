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

import type { CloudProject, CloudUser } from '../Cloud';
import {
  EmbeddedOpenStack,
  type EmbeddedOpenStackOptions,
} from '../EmbeddedOpenStack';

/** What came back. `json` is `any` here alone: tests look into bodies of every shape. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any;
}

export const NOVA = {
  'X-OpenStack-Nova-API-Version': '2.90',
  'OpenStack-API-Version': 'compute 2.90',
};

export const IRONIC = {
  'X-OpenStack-Ironic-API-Version': '1.11',
  'OpenStack-API-Version': 'baremetal 1.11',
};

/** An OpenStack of its own for each test, with a project, a member of it and an admin. */
export class OpenStackFixture {
  openstack!: EmbeddedOpenStack;
  project!: CloudProject;
  member!: CloudUser;
  admin!: CloudUser;

  async start(options: EmbeddedOpenStackOptions): Promise<void> {
    this.openstack = await EmbeddedOpenStack.start(options);
    this.project = this.openstack.addProject({ name: 'demo' });
    const { id } = this.project;
    this.member = this.openstack.addUser({
      name: 'demo',
      roles: { [id]: ['member', 'reader'] },
    });
    this.admin = this.openstack.addUser({
      name: 'admin',
      roles: { [id]: ['admin'] },
    });
  }

  logIn(
    user: { id: string; password: string } = this.member,
    projectId: string = this.project.id,
  ): Promise<Answer> {
    return this.post('/identity/v3/auth/tokens', {
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { id: user.id, password: user.password } },
        },
        scope: { project: { id: projectId } },
      },
    });
  }

  async token(user?: CloudUser): Promise<string> {
    const { headers } = await this.logIn(user);
    return headers.get('x-subject-token') ?? '';
  }

  /** With a token of the user's (default: the member). */
  async nova(path: string, user?: CloudUser): Promise<Answer> {
    return this.get(`/compute/v2.1/${path}`, {
      ...NOVA,
      'X-Auth-Token': await this.token(user),
    });
  }

  /** With a token of the user's (default: the admin). */
  async ironic(
    path: string,
    user: CloudUser = this.admin,
    headers: Record<string, string> = IRONIC,
  ): Promise<Answer> {
    return this.get(`/baremetal/v1/${path}`, {
      ...headers,
      'X-Auth-Token': await this.token(user),
    });
  }

  /** Those that Nova finds by a name. */
  async names(query: string): Promise<string[]> {
    const { json } = await this.nova(`servers/detail?${query}`);
    return json.servers.map(({ name }: { name: string }) => name);
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#send(path, { headers });
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.#send(path, { method: 'POST', body: JSON.stringify(body) });
  }

  delete(path: string, headers: Record<string, string>): Promise<Answer> {
    return this.#send(path, { method: 'DELETE', headers });
  }

  async #send(path: string, init: RequestInit): Promise<Answer> {
    const url = path.startsWith('http') ? path : this.openstack.url + path;
    const response = await fetch(url, init);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: parse(text),
    };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** For the tests of a `describe`. */
export function useOpenStack(
  options: EmbeddedOpenStackOptions = {},
): OpenStackFixture {
  const fixture = new OpenStackFixture();
  beforeEach(() => fixture.start(options));
  afterEach(() => fixture.openstack.stop());
  return fixture;
}
