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

import { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type JsonGeneralName,
} from '@peculiar/x509';

const DAY_MS = 24 * 60 * 60 * 1000;

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A key and a certificate, as TLS servers take them. */
export interface TestIdentity {
  /** PEM. */
  key: string;
  /** PEM; what is sent along with it follows. */
  cert: string;
}

/** When a certificate is good, in days from now. */
export interface TestValidity {
  fromDays?: number;
  toDays?: number;
}

interface Signer {
  name: string;
  keys: CryptoKeyPair;
}

/** Makes certificates whose dates, names and chains are as a test wants them. */
export class TestAuthority {
  readonly name: string;
  /** PEM, for those that trust it. */
  readonly cert: string;
  readonly #keys: CryptoKeyPair;

  /** @param issuer - absent: it vouches for itself */
  static async create(
    options: TestValidity & { name: string; issuer?: TestAuthority },
  ): Promise<TestAuthority> {
    const keys = await newKeys();
    const { name, issuer } = options;
    const cert = await certify({
      ...options,
      keys,
      issuer: issuer?.signer ?? { name, keys },
      extensions: [new BasicConstraintsExtension(true, undefined, true)],
    });
    return new TestAuthority(name, cert, keys);
  }

  private constructor(name: string, cert: string, keys: CryptoKeyPair) {
    this.name = name;
    this.cert = cert;
    this.#keys = keys;
  }

  /** @internal */
  get signer(): Signer {
    return { name: this.name, keys: this.#keys };
  }

  /** For a server at these names and addresses; good for 90 days if nothing is said. */
  async issue(
    options: TestValidity & { names: string[] },
  ): Promise<TestIdentity> {
    return await identity({ ...options, issuer: this.signer });
  }
}

/** For a server that vouches for itself. */
export async function selfSigned(
  options: TestValidity & { names: string[] },
): Promise<TestIdentity> {
  return await identity(options);
}

async function identity(
  options: TestValidity & { names: string[]; issuer?: Signer },
): Promise<TestIdentity> {
  const keys = await newKeys();
  const [name] = options.names;
  const cert = await certify({
    ...options,
    name,
    keys,
    issuer: options.issuer ?? { name, keys },
    extensions: [
      new SubjectAlternativeNameExtension(
        options.names.map(
          (value): JsonGeneralName => ({
            type: isIP(value) === 0 ? 'dns' : 'ip',
            value,
          }),
        ),
      ),
    ],
  });
  return { key: pemOf(keys.privateKey), cert };
}

async function newKeys(): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function pemOf(key: CryptoKey): string {
  return String(KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }));
}

async function certify(
  options: TestValidity & {
    name: string;
    keys: CryptoKeyPair;
    issuer: Signer;
    extensions: BasicConstraintsExtension[] | SubjectAlternativeNameExtension[];
  },
): Promise<string> {
  const {
    name,
    keys,
    issuer,
    extensions,
    fromDays = -1,
    toDays = 90,
  } = options;
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: `CN=${issuer.name}`,
    notBefore: new Date(Date.now() + fromDays * DAY_MS),
    notAfter: new Date(Date.now() + toDays * DAY_MS),
    publicKey: keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions,
  });
  return certificate.toString('pem');
}
