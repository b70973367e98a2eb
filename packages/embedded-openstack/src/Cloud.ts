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

import { randomBytes, randomUUID } from 'node:crypto';
import { CloudNode, type NodeOptions } from './CloudNode';
import { CloudServer, type ServerOptions } from './CloudServer';
import type { Flavor } from './flavors';

/**
 * What users work in, and what servers belong to.
 *
 * @public
 */
export interface CloudProject {
  /** 32 hexadecimal digits, as Keystone's ids are. */
  id: string;
  name: string;
}

/**
 * Who may log in.
 *
 * @public
 */
export interface CloudUser {
  /** 32 hexadecimal digits. */
  id: string;
  name: string;
  password: string;
  /** Roles by the id of the project. */
  roles: Record<string, CloudRole[]>;
}

/** @public */
export type CloudRole = 'reader' | 'member' | 'admin';

/** All that the three services know. @internal */
export class Cloud {
  readonly projects = new Map<string, CloudProject>();
  readonly users = new Map<string, CloudUser>();
  readonly flavors = new Map<string, Flavor>();
  readonly nodes = new Map<string, CloudNode>();
  /** In the order they were made. */
  readonly servers = new Map<string, CloudServer>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  addProject(options: { name: string; id?: string }): CloudProject {
    const project = { id: options.id ?? keystoneId(), name: options.name };
    this.projects.set(project.id, project);
    return project;
  }

  addUser(options: {
    name: string;
    id?: string;
    password?: string;
    roles: Record<string, CloudRole[]>;
  }): CloudUser {
    const user = {
      ...options,
      id: options.id ?? keystoneId(),
      password: options.password ?? randomBytes(12).toString('base64url'),
    };
    this.users.set(user.id, user);
    return user;
  }

  addFlavor(options: Partial<Flavor> & { name: string }): Flavor {
    const flavor = {
      id: randomUUID(),
      ram: 512,
      vcpus: 1,
      disk: 1,
      isPublic: true,
      projectIds: [],
      ...options,
    };
    this.flavors.set(flavor.id, flavor);
    return flavor;
  }

  addNode(options: NodeOptions): CloudNode {
    const node = new CloudNode(options, this.#now);
    this.nodes.set(node.id, node);
    return node;
  }

  addServer(options: ServerOptions): CloudServer {
    const server = new CloudServer(options, {
      now: this.#now,
      onGone: ({ id }) => this.servers.delete(id),
    });
    this.servers.set(server.id, server);
    return server;
  }
}

/** Keystone's ids are UUIDs without hyphens. @internal */
export function keystoneId(): string {
  return randomUUID().replaceAll('-', '');
}
