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

import { isIP } from 'node:net';
import tls, { type PeerCertificate, type TLSSocket } from 'node:tls';
import { CheckFailure } from './CheckFailure';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Names in certificates are by whoever made them; a line is enough. */
const MAX_NAME_LENGTH = 100;

/**
 * What a server showed of itself when TLS began.
 *
 * @internal
 */
export interface ShownCertificate {
  subject: string;
  issuer: string;
  validFromMs: number;
  validToMs: number;
  /** What is wrong with the chain of issuers, as OpenSSL calls it; absent if nothing is. */
  trustError?: string;
  /** It is not for the name that was asked for. */
  isForOthers: boolean;
}

/**
 * What is expected of a certificate.
 *
 * @internal
 */
export interface CertificateExpectation {
  /** By our wall clock, which is the one that a certificate's dates are held against. */
  nowMs: number;
  /** Fewer whole days than these are too few. */
  minDaysLeft: number;
  /** False: anybody may have issued it. Its dates and names count all the same. */
  rejectUntrusted: boolean;
}

/**
 * What a certificate says of a server that is to be trusted.
 *
 * @internal
 */
export interface CertificateJudgement {
  facts: Record<string, string>;
  /** It is about to expire. */
  warning?: { reason: 'certificate-expiring'; message: string };
}

type Trouble = [reason: string, message: string];

function unknownIssuer(issuer: string): Trouble {
  return [
    'certificate-untrusted',
    `The authority behind its certificate is not known here; it was issued by ${issuer}`,
  ];
}

/** Errors of the chain, as OpenSSL calls them, and what they come to. */
const TRUST_ERRORS: Record<string, (issuer: string) => Trouble> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: () => [
    'certificate-untrusted',
    'Its certificate is self-signed, and none of those that are trusted',
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: issuer => [
    'certificate-untrusted',
    `Its chain is incomplete: it does not show the certificate of its issuer ${issuer}, which is not known here`,
  ],
  SELF_SIGNED_CERT_IN_CHAIN: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
  CERT_HAS_EXPIRED: () => [
    'certificate-expired',
    'The certificate of an issuer in its chain has expired',
  ],
  CERT_NOT_YET_VALID: () => [
    'certificate-not-yet-valid',
    'The certificate of an issuer in its chain is not valid yet',
  ],
  INVALID_PURPOSE: () => [
    'certificate-untrusted',
    'Its certificate is not one for servers',
  ],
};

/** One name, without what could break a line. */
function nameOf({ CN, O }: PeerCertificate['subject']): string {
  const name = [CN, O].flat().find(Boolean) ?? 'without a name';
  return JSON.stringify(name.replace(/\p{C}/gu, ' ').slice(0, MAX_NAME_LENGTH));
}

/** Node 22.23 finds no IPv6 address in a certificate when it checks it as a name. */
function isFor(
  serverName: string,
  socket: TLSSocket,
  shown: PeerCertificate,
): boolean {
  return isIP(serverName) === 0
    ? tls.checkServerIdentity(serverName, shown) === undefined
    : socket.getPeerX509Certificate()?.checkIP(serverName) !== undefined;
}

/**
 * What a server shows over a connection that was made with `rejectUnauthorized: false`.
 *
 * @param serverName - for whom it is to be
 * @throws CheckFailure where there is none
 * @internal
 */
export function certificateOf(
  socket: TLSSocket,
  serverName: string,
): ShownCertificate {
  const shown = socket.getPeerCertificate();
  if (!shown.raw) {
    throw new CheckFailure('tls-failed', 'It shows no certificate');
  }
  const error: unknown = socket.authorizationError;
  const isOfChain = error && String(error) !== 'ERR_TLS_CERT_ALTNAME_INVALID';
  return {
    subject: nameOf(shown.subject),
    issuer: nameOf(shown.issuer),
    validFromMs: Date.parse(shown.valid_from),
    validToMs: Date.parse(shown.valid_to),
    trustError: isOfChain ? String(error) : undefined,
    isForOthers: !isFor(serverName, socket, shown),
  };
}

function daysText(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  return days === 1 ? '1 day' : `${days} days`;
}

function dateText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/**
 * Holds a certificate against what is expected of it.
 *
 * @throws CheckFailure if the server is not to be trusted
 * @internal
 */
export function judgeCertificate(
  certificate: ShownCertificate,
  { nowMs, minDaysLeft, rejectUntrusted }: CertificateExpectation,
): CertificateJudgement {
  const { subject, issuer, validFromMs, validToMs, trustError } = certificate;
  const leftMs = validToMs - nowMs;
  if (leftMs <= 0) {
    throw new CheckFailure(
      'certificate-expired',
      `Its certificate expired on ${dateText(validToMs)}, ${daysText(
        -leftMs,
      )} ago`,
    );
  }
  if (nowMs < validFromMs) {
    throw new CheckFailure(
      'certificate-not-yet-valid',
      `Its certificate is valid from ${dateText(validFromMs)} on only`,
    );
  }
  if (rejectUntrusted && trustError !== undefined) {
    const [reason, message] = TRUST_ERRORS[trustError]?.(issuer) ?? [
      'certificate-untrusted',
      `Its certificate is not trusted: ${trustError}`,
    ];
    throw new CheckFailure(reason, message);
  }
  if (certificate.isForOthers) {
    throw new CheckFailure(
      'certificate-name-mismatch',
      `Its certificate is for ${subject}, not for the name that was asked for`,
    );
  }
  const expires = `expires on ${dateText(validToMs)}, in ${daysText(leftMs)}`;
  return {
    facts: {
      'certificate expires': `${dateText(validToMs)}, in ${daysText(leftMs)}`,
    },
    warning:
      leftMs < minDaysLeft * DAY_MS
        ? {
            reason: 'certificate-expiring',
            message: `Its certificate ${expires}`,
          }
        : undefined,
  };
}
