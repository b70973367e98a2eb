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

import type { Cloud } from './Cloud';
import { keystoneId } from './Cloud';
import type { CloudRequest } from './CloudRequest';
import { passwordLogin } from './passwordLogin';
import { unauthorized, type Reply } from './Reply';
import type { Token, Tokens } from './Tokens';

const REGION = 'RegionOne';

/** Where services are for each other only: a host that nobody outside finds. */
const INSIDE = 'http://inside.invalid';

const DOMAIN = { id: 'default', name: 'Default' };

/** Where the services are; asked anew for each token, since the port comes late. @internal */
export interface Addresses {
  keystone: string;
  nova: string;
  ironic: string;
}

/**
 * Keystone: its version, and tokens for users who say their id, their password and a project.
 *
 * @internal
 */
export class Keystone {
  readonly #cloud: Cloud;
  readonly #tokens: Tokens;
  readonly #addresses: () => Addresses;

  constructor(options: {
    cloud: Cloud;
    tokens: Tokens;
    addresses: () => Addresses;
  }) {
    this.#cloud = options.cloud;
    this.#tokens = options.tokens;
    this.#addresses = options.addresses;
  }

  answer(request: CloudRequest): Reply {
    const path = request.path.replace(/\/$/, '');
    if (request.method === 'GET' && path === '') {
      return {
        status: 300,
        headers: { Location: `${this.#addresses().keystone}/` },
        body: { versions: { values: [this.#version()] } },
      };
    }
    if (request.method === 'GET' && path === '/v3') {
      return { status: 200, body: { version: this.#version() } };
    }
    if (request.method === 'POST' && path === '/v3/auth/tokens') {
      return this.#logIn(request);
    }
    if (request.method === 'DELETE' && path === '/v3/auth/tokens') {
      return this.#revoke(request);
    }
    return {
      status: 404,
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
      body: '<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n',
    };
  }

  #version() {
    return {
      id: 'v3.14',
      status: 'stable',
      updated: '2020-04-07T00:00:00Z',
      links: [{ rel: 'self', href: `${this.#addresses().keystone}/` }],
      'media-types': [
        {
          base: 'application/json',
          type: 'application/vnd.openstack.identity-v3+json',
        },
      ],
    };
  }

  #logIn({ body }: CloudRequest): Reply {
    const login = passwordLogin(body);
    if (!login) {
      return refusal(
        400,
        'Bad Request',
        'Expecting to find auth in request body. The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.',
      );
    }
    const user = this.#cloud.users.get(login.userId);
    const project = this.#cloud.projects.get(login.projectId);
    if (
      !user ||
      !project ||
      user.password !== login.password ||
      !user.roles[project.id]?.length
    ) {
      return unauthorized(this.#addresses().keystone);
    }
    const token = this.#tokens.issue(user, project);
    return {
      status: 201,
      headers: { 'X-Subject-Token': token.value, Vary: 'X-Auth-Token' },
      body: { token: this.#document(token) },
    };
  }

  #revoke({ header }: CloudRequest): Reply {
    const asking = this.#tokens.find(header('x-auth-token'));
    if (!asking) {
      return unauthorized(this.#addresses().keystone);
    }
    const subject = this.#tokens.find(header('x-subject-token'));
    if (!subject) {
      return refusal(404, 'Not Found', 'Failed to validate token');
    }
    this.#tokens.revoke(subject.value);
    return { status: 204 };
  }

  #document({ user, project, roles, issuedAt, expiresAt }: Token) {
    const { keystone, nova, ironic } = this.#addresses();
    return {
      methods: ['password'],
      user: {
        domain: DOMAIN,
        id: user.id,
        name: user.name,
        password_expires_at: null,
      },
      audit_ids: [keystoneId()],
      expires_at: microseconds(expiresAt),
      issued_at: microseconds(issuedAt),
      project: { domain: DOMAIN, ...project },
      is_domain: false,
      roles: roles.map(name => ({ id: keystoneId(), name })),
      catalog: [
        service('compute', 'nova', nova),
        service('baremetal', 'ironic', ironic),
        service('identity', 'keystone', keystone),
      ],
    };
  }
}

function service(type: string, name: string, url: string) {
  return {
    endpoints: ['admin', 'public', 'internal'].map(place => ({
      id: keystoneId(),
      interface: place,
      region_id: REGION,
      url: place === 'public' ? url : INSIDE + new URL(url).pathname,
      region: REGION,
    })),
    id: keystoneId(),
    type,
    name,
  };
}

function refusal(code: number, title: string, message: string): Reply {
  return { status: code, body: { error: { code, message, title } } };
}

/** `2026-11-22T12:56:50.123000Z`. Keystone's are whole seconds; tests want shorter lives than that. */
function microseconds(date: Date): string {
  return date.toISOString().replace('Z', '000Z');
}
